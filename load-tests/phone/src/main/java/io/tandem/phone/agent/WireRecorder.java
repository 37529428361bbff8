package io.tandem.phone.agent;

import gov.nist.javax.sip.message.SIPMessage;
import io.tandem.phone.model.SipRecord;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * The latest SIP messages of a phone, up to a bound; the oldest goes first. Thread safe: the
 * stack's threads write.
 */
final class WireRecorder {
  private static final int CAPACITY = 20_000;

  private final String phone;
  private final Deque<SipRecord> records = new ArrayDeque<>();

  WireRecorder(String phone) {
    this.phone = phone;
  }

  void record(SIPMessage message, String peer, boolean sent, Instant at) {
    if (message.getFirstLine() == null
        || message.getCallId() == null
        || message.getCSeq() == null) {
      return;
    }
    SipRecord entry =
        new SipRecord(
            at,
            phone,
            sent,
            peer.startsWith("/") ? peer.substring(1) : peer,
            message.getFirstLine().trim(),
            message.getCallId().getCallId(),
            message.getCSeq().getSeqNumber() + " " + message.getCSeq().getMethod(),
            Messages.hasSdp(message),
            message.encode());
    synchronized (this) {
      if (records.size() == CAPACITY) {
        records.removeFirst();
      }
      records.addLast(entry);
    }
  }

  /**
   * @param callId only this Call-ID; null for all
   * @param withText whether to give the whole messages
   */
  synchronized List<SipRecord> records(String callId, boolean withText) {
    return records.stream()
        .filter(r -> callId == null || callId.equals(r.callId()))
        .sorted(Comparator.comparing(SipRecord::at))
        .map(r -> withText ? r : withoutText(r))
        .toList();
  }

  synchronized void clear() {
    records.clear();
  }

  private static SipRecord withoutText(SipRecord r) {
    return new SipRecord(
        r.at(),
        r.phone(),
        r.sent(),
        r.peer(),
        r.firstLine(),
        r.callId(),
        r.cseq(),
        r.hasSdp(),
        null);
  }
}
