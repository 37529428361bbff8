package io.tandem.sip.transaction;

import io.tandem.sip.message.MessageScan;
import io.tandem.sip.message.ParseResult;
import io.tandem.sip.message.SipParser;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Inbound;
import io.tandem.sip.transport.StreamFault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Gives each message to the loop that owns it: a request by the hash of its branch and sent-by, a
 * response by the loop that its branch names.
 */
final class StackInbound implements Inbound {
  private static final Pattern LENGTH =
      Pattern.compile("(?im)^(?:content-length|l)[ \\t]*:.*\\r\\n(?:[ \\t].*\\r\\n)*");

  private final SipParser parser;
  private final TransactionMetrics metrics;
  private StatelessResponses responses;
  private List<SipLoop> loops;

  StackInbound(SipParser parser, TransactionMetrics metrics) {
    this.parser = parser;
    this.metrics = metrics;
  }

  /** Transport and loops need each other; this closes the circle before anything is opened. */
  void attach(MessageSender sentBy, List<SipLoop> owners) {
    responses = new StatelessResponses(sentBy, metrics);
    loops = owners;
  }

  @Override
  public void datagram(byte[] bytes, Flow flow) {
    MessageScan scan = MessageScan.of(bytes);
    ownerOf(scan).take(new Arrival(scan, bytes, null, flow));
  }

  @Override
  public void frame(MessageScan scan, byte[] head, byte[] body, Flow flow) {
    ownerOf(scan).take(new Arrival(scan, head, body, flow));
  }

  private SipLoop ownerOf(MessageScan scan) {
    if (!scan.isRequest()) {
      int named = Branches.loopOf(scan.branch());
      if (named >= 0 && named < loops.size()) {
        return loops.get(named);
      }
    }
    return loops.get(scan.ownerHash() % loops.size());
  }

  /** Here and now, because the connection closes next. */
  @Override
  public void fault(StreamFault fault, byte[] head, Flow flow) {
    metrics.malformed(fault.status());
    SipResponse answer = answerTo(fault, parser.datagram(withoutLength(head)));
    if (answer != null) {
      responses.send(answer, flow, head.length);
    }
  }

  /** What is left can be parsed as if there were no body, to learn whom to answer. */
  private static byte[] withoutLength(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    return LENGTH.matcher(text).replaceAll("").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static SipResponse answerTo(StreamFault fault, ParseResult result) {
    if (result instanceof ParseResult.Malformed malformed) {
      return malformed.answer();
    }
    if (result instanceof ParseResult.Message parsed
        && parsed.message() instanceof SipRequest request
        && !request.method().equals("ACK")) {
      return SipResponse.to(request, fault.status()).reason(fault.reason()).build();
    }
    return null;
  }
}
