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
 * @param sessionExpires the session interval that we ask for (RFC 4028)
 * @param minSe the shortest session interval that we agree to (RFC 4028 §5)
 * @param optionsInterval how often a peer without session timer is asked whether it is still there
 *     while no media is expected of it
 * @param claimedShards how many call shards a node takes for the calls that begin on it
 */
public record CallSettings(
    Duration timerT1,
    Duration timerT2,
    Duration timerC,
    Duration retryAfter,
    Duration sessionExpires,
    Duration minSe,
    Duration optionsInterval,
    int claimedShards) {
  /** The RFC's defaults. */
  public static final CallSettings DEFAULT =
      new CallSettings(
          Duration.ofMillis(500),
          Duration.ofSeconds(4),
          Duration.ofSeconds(185),
          Duration.ofSeconds(5),
          Duration.ofMinutes(30),
          Duration.ofSeconds(90),
          Duration.ofMinutes(1),
          64);

  /**
   * From the sections {@code tandem.call} and {@code tandem.sip}, whose T1 and T2 hold here too.
   *
   * @throws io.tandem.settings.SettingsException when a value is out of its bounds
   */
  public static CallSettings read(SettingsReader call, SettingsReader sip) {
    var minSe = call.duration("min-se", Duration.ofSeconds(90), Duration.ofHours(1));
    return new CallSettings(
        sip.duration("t1", Duration.ofMillis(10), Duration.ofSeconds(4)),
        sip.duration("t2", Duration.ofMillis(10), Duration.ofSeconds(32)),
        call.duration("timer-c", Duration.ofSeconds(181), Duration.ofHours(1)),
        call.duration("retry-after", Duration.ofSeconds(1), Duration.ofMinutes(5)),
        call.duration("session-expires", minSe, Duration.ofDays(1)),
        minSe,
        call.duration("options-interval", Duration.ofSeconds(5), Duration.ofHours(1)),
        call.integer("claimed-shards", 1, CallId.SHARDS));
  }

  /** 64×T1: how long an ACK or a final response is waited for. */
  public Duration transactionTimeout() {
    return timerT1.multipliedBy(64);
  }
}
