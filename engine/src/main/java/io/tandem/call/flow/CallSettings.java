package io.tandem.call.flow;

import io.tandem.id.CallId;
import io.tandem.settings.SettingsReader;
import java.time.Duration;

/**
 * How calls behave.
 *
 * @param timerT1 RFC 3261 §17.1.1.1, the first interval between repetitions of a 2xx
 * @param timerT2 the longest such interval
 * @param timerC how long an INVITE may go without final response, from the last 101 to 199 on (RFC
 *     3261 §16.6, more than 3 minutes)
 * @param retryAfter what a caller is told to wait when this node has no media ports
 * @param claimedShards how many call shards a node takes for the calls that begin on it
 */
public record CallSettings(
    Duration timerT1, Duration timerT2, Duration timerC, Duration retryAfter, int claimedShards) {
  /** The RFC's defaults. */
  public static final CallSettings DEFAULT =
      new CallSettings(
          Duration.ofMillis(500),
          Duration.ofSeconds(4),
          Duration.ofSeconds(185),
          Duration.ofSeconds(5),
          64);

  /**
   * From the sections {@code tandem.call} and {@code tandem.sip}, whose T1 and T2 hold here too.
   *
   * @throws io.tandem.settings.SettingsException when a value is out of its bounds
   */
  public static CallSettings read(SettingsReader call, SettingsReader sip) {
    return new CallSettings(
        sip.duration("t1", Duration.ofMillis(10), Duration.ofSeconds(4)),
        sip.duration("t2", Duration.ofMillis(10), Duration.ofSeconds(32)),
        call.duration("timer-c", Duration.ofSeconds(181), Duration.ofHours(1)),
        call.duration("retry-after", Duration.ofSeconds(1), Duration.ofMinutes(5)),
        call.integer("claimed-shards", 1, CallId.SHARDS));
  }

  /** 64×T1: how long an ACK or a final response is waited for. */
  public Duration transactionTimeout() {
    return timerT1.multipliedBy(64);
  }
}
