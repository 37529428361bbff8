package io.tandem.api.v1;

import io.tandem.api.http.Required;
import io.tandem.cdr.CallDirection;
import io.tandem.cdr.CallRecord;
import io.tandem.cdr.CallResult;
import io.tandem.cdr.EndCause;
import io.tandem.cdr.EndReason;
import io.tandem.cdr.LegRecord;
import io.tandem.cdr.MediaRecord;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import java.time.Instant;
import java.util.List;

/** A call detail record as it is read; {@link CallRecord} explains the fields. */
record Cdr(
    @Required CallId id,
    @Required CallDirection direction,
    @Required CallResult result,
    @Required String caller,
    String callerName,
    @Required String callee,
    @Required String dialled,
    String dialledDomain,
    @Required Instant startedAt,
    Instant ringingAt,
    Instant answeredAt,
    @Required Instant endedAt,
    long durationMs,
    long talkDurationMs,
    @Required EndReason endReason,
    EndCause endCause,
    Integer sipStatus,
    @Required NodeId node,
    @Required List<CdrLeg> legs) {

  static Cdr of(CallRecord call) {
    return new Cdr(
        call.callId(),
        call.direction(),
        call.result(),
        call.caller(),
        orAbsent(call.callerName()),
        call.callee(),
        call.dialled(),
        orAbsent(call.dialledDomain()),
        call.startedAt(),
        call.ringingAt(),
        call.answeredAt(),
        call.endedAt(),
        call.durationMs(),
        call.talkDurationMs(),
        call.endReason(),
        call.endCause(),
        call.sipStatus(),
        call.node(),
        call.legs().stream().map(CdrLeg::of).toList());
  }

  /** What is empty says no more than what is absent. */
  private static String orAbsent(String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  /** One leg; {@link LegRecord} explains the fields. */
  record CdrLeg(
      @Required LegId leg,
      @Required String target,
      String remoteAddress,
      String userAgent,
      String sipCallId,
      @Required Instant startedAt,
      Instant ringingAt,
      Instant answeredAt,
      Instant endedAt,
      Integer sipStatus,
      MediaRecord media) {

    static CdrLeg of(LegRecord leg) {
      return new CdrLeg(
          leg.leg(),
          leg.target(),
          leg.remoteAddress(),
          leg.userAgent(),
          leg.sipCallId(),
          leg.startedAt(),
          leg.ringingAt(),
          leg.answeredAt(),
          leg.endedAt(),
          leg.sipStatus(),
          leg.media());
    }
  }
}
