package io.tandem.bench.sipp;

/**
 * How a run ended.
 *
 * @param exitCode 0 all calls were successful, 1 at least one was not, 99 there were none, others
 *     are fatal
 * @param created the calls begun
 * @param successful those that went as the scenario says
 * @param failed those that did not
 * @param errors what SIPp has to say about the failures, shortened
 */
public record SippResult(int exitCode, long created, long successful, long failed, String errors) {
  /** Whether there were {@code calls} calls and all went as the scenario says. */
  public boolean allSuccessful(long calls) {
    return successful == calls && failed == 0;
  }
}
