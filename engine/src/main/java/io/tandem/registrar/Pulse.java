package io.tandem.registrar;

/**
 * What the node that keeps a binding's flow open has last heard on it. Lives in memory only.
 *
 * @param state whether the phone is there
 * @param roundTripMillis how long its last answer took, or {@code null}
 */
public record Pulse(Reachability state, Integer roundTripMillis) {
  /** Nothing was heard yet. */
  public static final Pulse UNKNOWN = new Pulse(Reachability.UNKNOWN, null);

  /** The connection is closed. */
  public static final Pulse CLOSED = new Pulse(Reachability.CLOSED, null);

  /** An answer after {@code roundTripMillis}. */
  public static Pulse answered(int roundTripMillis) {
    return new Pulse(Reachability.ANSWERS, roundTripMillis);
  }

  /** No answer any more. */
  public static Pulse silent() {
    return new Pulse(Reachability.SILENT, null);
  }
}
