package io.tandem.bench.figures;

import java.util.Locale;

/**
 * A line of the table of figures.
 *
 * @param figure what was measured, with its unit
 * @param value what came out
 * @param digits how many digits behind the point make sense
 * @param reference what it is to be compared with; {@code null} when nothing is
 */
public record Row(String figure, double value, int digits, Reference reference) {
  /**
   * The same figure of others, on one core, and what we aim for.
   *
   * @param target what we aim for; −1 for none
   * @param asterisk −1 when it was not measured, as for the others
   */
  public record Reference(double target, double asterisk, double freeSwitch, double kamailio) {
    static final Reference CPU_OF_REGISTRATION = new Reference(0.10, 0.20, 0.98, 0.026);
    static final Reference CPU_OF_CALL = new Reference(1.5, 3.0, 12.9, 0.79);

    /** A bare loop in C, with epoll, recvfrom and sendto, takes 4.4. */
    static final Reference CPU_OF_PACKET = new Reference(7.5, 20, 40, 8.3);

    static final Reference MEMORY_OF_CALL = new Reference(-1, 429, 726, 66);
    static final Reference MEMORY_OF_REGISTRATION = new Reference(-1, 18, 1.3, 0.7);
  }

  private static final Reference NOTHING = new Reference(-1, -1, -1, -1);

  /** The table's head. */
  public static String head() {
    return """
        | Figure, on one core | Tandem | Target | Asterisk | FreeSWITCH | Kamailio |
        |---|---:|---:|---:|---:|---:|
        """;
  }

  /** A row that stands alone. */
  static Row of(String figure, double value, int digits) {
    return new Row(figure, value, digits, null);
  }

  /** This row in Markdown. */
  public String markdown() {
    Reference others = reference == null ? NOTHING : reference;
    return "| %s | %s | %s | %s | %s | %s |"
        .formatted(
            figure,
            String.format(Locale.ROOT, "%." + digits + "f", value),
            cell(others.target()),
            cell(others.asterisk()),
            cell(others.freeSwitch()),
            cell(others.kamailio()));
  }

  private static String cell(double value) {
    if (value < 0) {
      return "";
    }
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
