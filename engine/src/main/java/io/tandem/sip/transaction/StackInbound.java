package io.tandem.sip.transaction;

import io.tandem.net.RareLog;
import io.tandem.sip.message.MessageScan;
import io.tandem.sip.message.ParseResult;
import io.tandem.sip.message.SipParser;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transaction.TransactionMetrics.Drop;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Inbound;
import io.tandem.sip.transport.StreamFault;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Gives each message to the loop that owns it: a request by the hash of its branch and sent-by, a
 * response by the loop that its branch names.
 */
final class StackInbound implements Inbound {
  private static final RareLog LOG = RareLog.of(StackInbound.class);

  private final SipParser parser;
  private final TransactionMetrics metrics;
  private StatelessResponses responses;
  private List<SipLoop> loops;
  private TransactionUser user;

  StackInbound(SipParser parser, TransactionMetrics metrics) {
    this.parser = parser;
    this.metrics = metrics;
  }

  /** Transport and loops need each other; this closes the circle before anything is opened. */
  void attach(MessageSender sentBy, List<SipLoop> owners, TransactionUser told) {
    responses = new StatelessResponses(sentBy, metrics);
    loops = owners;
    user = told;
  }

  @Override
  public void datagram(byte[] bytes, Flow flow) {
    guarded(
        () -> {
          MessageScan scan = MessageScan.of(bytes);
          ownerOf(scan).take(new Arrival(scan, bytes, null, flow));
        });
  }

  @Override
  public void frame(MessageScan scan, byte[] head, byte[] body, Flow flow) {
    guarded(() -> ownerOf(scan).take(new Arrival(scan, head, body, flow)));
  }

  /** A defect that a message brings out costs that message, and never reaches its channel. */
  private void guarded(Runnable reading) {
    try {
      reading.run();
    } catch (RuntimeException | StackOverflowError e) {
      metrics.dropped(Drop.ERROR);
      LOG.error("a SIP message could not be read", e);
    }
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

  @Override
  public void closed(Flow flow) {
    user.onClosed(flow);
  }

  /** Here and now, because the connection closes next. */
  @Override
  public void fault(StreamFault fault, byte[] head, Flow flow) {
    metrics.malformed(fault.status());
    guarded(
        () -> {
          SipResponse answer = answerTo(fault, parser.datagram(withoutLength(head)));
          if (answer != null) {
            responses.send(answer, flow, head.length);
          }
        });
  }

  /** What is left can be parsed as if there were no body, to learn whom to answer. */
  private static byte[] withoutLength(byte[] head) {
    var kept = new ByteArrayOutputStream(head.length);
    boolean dropped = false;
    for (int at = 0; at < head.length; ) {
      int end = lineEnd(head, at);
      boolean fold = head[at] == ' ' || head[at] == '\t';
      dropped = fold ? dropped : isLength(head, at, end);
      if (!dropped) {
        kept.write(head, at, end - at);
      }
      at = end;
    }
    return kept.toByteArray();
  }

  /** The offset behind the line's CRLF, or the end. */
  private static int lineEnd(byte[] head, int from) {
    for (int at = from + 1; at < head.length; at++) {
      if (head[at] == '\n' && head[at - 1] == '\r') {
        return at + 1;
      }
    }
    return head.length;
  }

  private static boolean isLength(byte[] head, int from, int end) {
    int colon = from;
    while (colon < end && head[colon] != ':') {
      colon++;
    }
    String name = new String(head, from, colon - from, StandardCharsets.ISO_8859_1).strip();
    return colon < end && (name.equalsIgnoreCase("Content-Length") || name.equalsIgnoreCase("l"));
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
