package io.tandem.cdr;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tandem.id.CborSerializable;
import io.tandem.id.LegId;
import io.tandem.id.Text;
import java.time.Instant;
import java.util.Objects;

/**
 * One leg of a call as its record keeps it. Times are UTC with milliseconds.
 *
 * @param target the extension or number the leg leads to
 * @param remoteAddress the address its signalling was seen from, {@code host:port}; null when it
 *     was never seen
 * @param userAgent what the phone calls itself, cut to {@value #MAX_USER_AGENT} characters; may be
 *     null
 * @param sipCallId the leg's Call-ID (RFC 3261 §20.8); null for a leg without SIP
 * @param ringingAt null when it never rang
 * @param answeredAt null when it was never answered
 * @param endedAt null when its end was not seen
 * @param sipStatus the final status of its INVITE; null when there was none
 * @param media null when it had no media
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LegRecord(
    LegId leg,
    String target,
    String remoteAddress,
    String userAgent,
    String sipCallId,
    Instant startedAt,
    Instant ringingAt,
    Instant answeredAt,
    Instant endedAt,
    Integer sipStatus,
    MediaRecord media)
    implements CborSerializable {
  /** A phone may call itself by any length; more than this is not kept. */
  static final int MAX_USER_AGENT = 100;

  public LegRecord {
    Objects.requireNonNull(leg, "leg");
    Objects.requireNonNull(target, "target");
    target = Text.wellFormed(target);
    userAgent = Text.cut(Text.wellFormed(userAgent), MAX_USER_AGENT);
    sipCallId = Text.wellFormed(sipCallId);
    startedAt = CallRecord.toMillis(Objects.requireNonNull(startedAt, "startedAt"));
    ringingAt = CallRecord.toMillis(ringingAt);
    answeredAt = CallRecord.toMillis(answeredAt);
    endedAt = CallRecord.toMillis(endedAt);
  }
}
