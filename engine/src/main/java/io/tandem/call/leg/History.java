package io.tandem.call.leg;

import java.time.Instant;

/**
 * What the call's record will say about a leg; {@code null} for what did not happen.
 *
 * @param status the final status of the INVITE that opened it, 0 while there is none
 * @param userAgent what the phone calls itself, or {@code null}
 */
public record History(
    Instant startedAt,
    Instant ringingAt,
    Instant answeredAt,
    Instant endedAt,
    int status,
    String userAgent) {

  /** A leg that begins. */
  public static History begin(Instant at, String userAgent) {
    return new History(at, null, null, null, 0, userAgent);
  }

  /** It rings; only the first time counts. */
  public History ringing(Instant at) {
    return ringingAt != null
        ? this
        : new History(startedAt, at, answeredAt, endedAt, status, userAgent);
  }

  /** Its INVITE has a final response; only the first one counts. */
  public History finalResponse(int code, Instant at) {
    if (status != 0) {
      return this;
    }
    var answered = code < 300 ? at : null;
    return new History(startedAt, ringingAt, answered, endedAt, code, userAgent);
  }

  /** It is over; only the first time counts. */
  public History ended(Instant at) {
    return endedAt != null
        ? this
        : new History(startedAt, ringingAt, answeredAt, at, status, userAgent);
  }
}
