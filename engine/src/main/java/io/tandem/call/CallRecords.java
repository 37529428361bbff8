package io.tandem.call;

import io.tandem.call.flow.CallEnd;
import io.tandem.call.flow.CallState;
import io.tandem.call.leg.SipLeg;
import io.tandem.cdr.CallDirection;
import io.tandem.cdr.CallRecord;
import io.tandem.cdr.EndReason;
import io.tandem.cdr.LegRecord;
import io.tandem.cdr.MediaRecord;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.media.MediaStatistics;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;

/** Makes the detail record of a call. */
final class CallRecords {
  private static final int OK = 200;
  private static final double NANOS_PER_MILLI = 1e6;

  private CallRecords() {}

  /** The record of a call that has ended. */
  static CallRecord of(CallState call, Map<LegId, MediaStatistics> media, NodeId node) {
    return of(call, call.end(), call.end().at(), media, node);
  }

  /** What the record of a call that lives would be if its node were lost now. */
  static CallRecord ifLost(
      CallState call, Map<LegId, MediaStatistics> media, NodeId node, Instant now) {
    return of(call, new CallEnd(EndReason.NODE_LOST, null, OK, now), null, media, node);
  }

  /**
   * @param legsEnd when the legs ended of which nothing else is known, or {@code null}
   */
  private static CallRecord of(
      CallState call,
      CallEnd end,
      Instant legsEnd,
      Map<LegId, MediaStatistics> media,
      NodeId node) {
    var subject = call.subject();
    var times = call.times();
    return new CallRecord(
        subject.tenant(),
        subject.call(),
        CallDirection.INTERNAL,
        subject.caller().value(),
        subject.callerDisplayName(),
        subject.route().extension().value(),
        subject.dialled(),
        subject.dialledDomain(),
        times.startedAt(),
        times.ringingAt(),
        times.answeredAt(),
        end.at(),
        end.reason(),
        end.cause(),
        times.answeredAt() == null ? end.status() : OK,
        node,
        call.legs().stream().map(leg -> leg(call, leg, legsEnd, media.get(leg.id()))).toList());
  }

  private static LegRecord leg(CallState call, SipLeg leg, Instant end, MediaStatistics media) {
    var subject = call.subject();
    boolean isCaller = leg.id().equals(LegId.CALLER);
    var history = leg.history();
    return new LegRecord(
        leg.id(),
        isCaller ? subject.caller().value() : subject.route().extension().value(),
        print(leg.flow().remote()),
        history.userAgent(),
        leg.peer().sipCallId(),
        history.startedAt(),
        history.ringingAt(),
        history.answeredAt(),
        history.endedAt() == null ? end : history.endedAt(),
        history.status() == 0 ? null : history.status(),
        media == null ? null : media(media));
  }

  /** What a phone reports missing (RTCP) is not read yet. */
  private static MediaRecord media(MediaStatistics media) {
    return new MediaRecord(
        media.codec().isEmpty() ? null : media.codec(),
        media.packetsReceived(),
        media.packetsSent(),
        media.packetsLost(),
        null,
        media.jitter().toNanos() / NANOS_PER_MILLI);
  }

  private static String print(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
