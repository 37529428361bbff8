package io.tandem.bench.figures;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Figures and the conditions they were measured under, as {@code target/bench/NAME.json}. What was
 * measured quickly is marked so in the conditions, and has neither ratio nor verdict.
 */
public final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Report() {}

  /**
   * Writes a report down.
   *
   * @param home the folder of the distribution
   * @param name of the file, without its ending
   * @return the file
   */
  public static Path write(Path home, String name, List<Row> rows, Conditions conditions) {
    Path file = home.resolve("target/bench").resolve(name + ".json");
    try {
      Files.createDirectories(file.getParent());
      JSON.writeValue(file.toFile(), json(rows, conditions));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  static Map<String, Object> json(List<Row> rows, Conditions conditions) {
    var report = new LinkedHashMap<String, Object>();
    report.put("figures", rows.stream().map(row -> row.json(!conditions.quick())).toList());
    report.put("conditions", conditions.json());
    return report;
  }
}
