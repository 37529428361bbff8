package io.tandem.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One step of the schema, read from {@code migrations/NNN_name.cql}.
 *
 * @param number NNN, from 1 without gaps
 * @param name the file's name without number and ending
 * @param checksum SHA-256 of the text, in hexadecimal
 * @param statements the CQL statements in order, each repeatable ({@code IF NOT EXISTS})
 */
record SchemaVersion(int number, String name, String checksum, List<String> statements) {
  /** The files of this release. A released one is never edited: its checksum is recorded. */
  static final List<String> FILES =
      List.of(
          "001_foundation.cql",
          "002_cluster_leases.cql",
          "003_audit_events.cql",
          "004_open_calls.cql");

  private static final String FOLDER = "migrations/";

  /** All versions of this release, in order. */
  static List<SchemaVersion> all() {
    return FILES.stream().map(SchemaVersion::read).toList();
  }

  private static SchemaVersion read(String file) {
    try (InputStream in = SchemaVersion.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("missing from the class path: " + FOLDER + file);
      }
      return parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SchemaVersion parse(String file, String text) {
    String normal = text.replace("\r\n", "\n");
    return new SchemaVersion(
        Integer.parseInt(file.substring(0, 3)),
        file.substring(4, file.length() - ".cql".length()),
        sha256(normal),
        statements(normal));
  }

  /** Lines that begin with {@code --} are comments; a statement ends with its semicolon. */
  private static List<String> statements(String text) {
    String code =
        String.join("\n", text.lines().filter(line -> !line.strip().startsWith("--")).toList());
    return Arrays.stream(code.split(";"))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
