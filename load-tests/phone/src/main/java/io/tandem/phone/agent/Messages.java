package io.tandem.phone.agent;

import io.tandem.phone.model.SipReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.sip.header.CSeqHeader;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.Header;
import javax.sip.header.ToHeader;
import javax.sip.message.Message;

/** Reads what is needed out of the stack's messages. */
final class Messages {
  private Messages() {}

  /** A fresh tag, branch suffix, Call-ID or client nonce. */
  static String token() {
    return Long.toHexString(ThreadLocalRandom.current().nextLong(1L << 60, Long.MAX_VALUE));
  }

  static String callId(Message message) {
    return ((CallIdHeader) message.getHeader(CallIdHeader.NAME)).getCallId();
  }

  static CSeqHeader cseq(Message message) {
    return (CSeqHeader) message.getHeader(CSeqHeader.NAME);
  }

  static FromHeader from(Message message) {
    return (FromHeader) message.getHeader(FromHeader.NAME);
  }

  static ToHeader to(Message message) {
    return (ToHeader) message.getHeader(ToHeader.NAME);
  }

  /** The body as text, "" for none. */
  static String body(Message message) {
    byte[] raw = message.getRawContent();
    return raw == null ? "" : new String(raw, StandardCharsets.UTF_8);
  }

  static boolean hasSdp(Message message) {
    ContentTypeHeader type = (ContentTypeHeader) message.getHeader(ContentTypeHeader.NAME);
    return type != null
        && "application".equalsIgnoreCase(type.getContentType())
        && "sdp".equalsIgnoreCase(type.getContentSubType())
        && message.getRawContent() != null;
  }

  /** All header fields, values by name in the order of the message. */
  static Map<String, List<String>> headers(Message message) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (ListIterator<?> names = message.getHeaderNames(); names.hasNext(); ) {
      String name = (String) names.next();
      List<String> values = new ArrayList<>();
      for (ListIterator<?> it = message.getHeaders(name); it.hasNext(); ) {
        String field = ((Header) it.next()).toString();
        values.add(field.substring(field.indexOf(':') + 1).trim());
      }
      all.put(name, values);
    }
    return all;
  }

  static SipReply reply(Outcome outcome) {
    return new SipReply(
        outcome.response().getStatusCode(),
        outcome.response().getReasonPhrase(),
        outcome.local(),
        outcome.attempts(),
        outcome.elapsed(),
        headers(outcome.response()),
        body(outcome.response()));
  }
}
