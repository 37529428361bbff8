package io.tandem.bench.figures;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A figure that was measured.
 *
 * @param name what was measured
 * @param unit of all its values
 * @param tandem what came out for this build
 * @param digits how many digits behind the point make sense
 * @param goal what it is held against
 * @param peer what was measured beside it in the same run
 */
public record Row(
    String name, String unit, double tandem, int digits, Goal goal, Optional<Peer> peer) {
  /**
   * Another system, or another version.
   *
   * @param name with its version, and with what it does less
   */
  record Peer(String name, double value) {}

  /** A row that stands alone. */
  static Row of(String name, String unit, double value, int digits) {
    return new Row(name, unit, value, digits, Goal.NONE, Optional.empty());
  }

  /** The same, held against something. */
  Row with(Goal other) {
    return new Row(name, unit, tandem, digits, other, peer);
  }

  /** The same beside another system. */
  Row beside(Peer other) {
    return new Row(name, unit, tandem, digits, goal, Optional.of(other));
  }

  /** How many times the peer's value ours is. */
  OptionalDouble ratio() {
    return peer.isEmpty() || peer.get().value() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(tandem / peer.get().value());
  }

  /** Whether it is what it must be; nothing where it need not be anything. */
  public Optional<Boolean> holds() {
    return goal.must().isPresent()
        ? Optional.of(tandem <= goal.must().getAsDouble())
        : Optional.empty();
  }

  /**
   * This row as it is written down: every field is there, null where there is no value.
   *
   * @param worth whether it may be compared; else neither ratio nor verdict is given
   */
  Map<String, Object> json(boolean worth) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("name", name);
    fields.put("unit", unit);
    fields.put("tandem", tandem);
    fields.put("peer_name", peer.map(Peer::name).orElse(null));
    fields.put("peer", peer.map(Peer::value).orElse(null));
    fields.put("ratio", worth ? boxed(ratio()) : null);
    fields.put("must", boxed(goal.must()));
    fields.put("aim", boxed(goal.aim()));
    fields.put("holds", worth ? holds().orElse(null) : null);
    return fields;
  }

  private static Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }

  /** The table's head. */
  public static String head() {
    return """
        | figure | unit | Tandem | beside | ratio | must | aim | holds |
        |---|---|---:|---:|---:|---:|---:|---|
        """;
  }

  /**
   * This row in Markdown.
   *
   * @param worth as for {@link #json}
   */
  public String markdown(boolean worth) {
    return "| %s | %s | %s | %s | %s | %s | %s | %s |"
        .formatted(
            name,
            unit,
            number(tandem, digits),
            peer.map(p -> number(p.value(), digits) + " (" + p.name() + ")").orElse(""),
            worth && ratio().isPresent() ? number(ratio().getAsDouble(), 3) : "",
            cell(goal.must()),
            cell(goal.aim()),
            worth ? holds().map(yes -> yes ? "yes" : "NO").orElse("") : "");
  }

  private String cell(OptionalDouble value) {
    return value.isPresent() ? number(value.getAsDouble(), Math.max(digits, 1)) : "";
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
