package io.tandem.fuzz;

import io.tandem.media.SdpRefusedException;
import io.tandem.media.sdp.SessionDescription;
import io.tandem.sip.digest.DigestCredentials;
import io.tandem.sip.message.BodyPart;
import io.tandem.sip.message.MessageScan;
import io.tandem.sip.message.Multipart;
import io.tandem.sip.message.ParseResult;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipParser;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.message.SipSyntaxException;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.message.TelUri;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The parsers in this process: nothing but what they declare may come out of them, and nothing may
 * cost more than {@link #LIMIT} of processor time. What seems to is tried again, since a machine
 * has other things to do: the least of some times counts.
 */
final class ParserTarget {
  static final long LIMIT = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int ATTEMPTS = 8;
  private static final int MAX_DEPTH = 3;
  private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.7", 5062);
  private static final List<Consumer<SipMessage>> VIEWS =
      List.of(
          SipMessage::from,
          SipMessage::to,
          SipMessage::topVia,
          SipMessage::contacts,
          SipMessage::recordRoutes,
          SipMessage::routes,
          SipMessage::paths,
          SipMessage::contentType,
          SipMessage::isWildcardContact,
          SipMessage::encode,
          SipMessage::toString);

  private final SipParser parser = new SipParser();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** Reads {@code message}; what is wrong with that, or {@code null}. */
  String read(byte[] message) {
    try {
      long cost = cost(message);
      for (int i = 1; i < ATTEMPTS && cost > LIMIT; i++) {
        cost = Math.min(cost, cost(message));
      }
      return cost <= LIMIT
          ? null
          : "%d bytes cost %.1f ms to read".formatted(message.length, cost / 1e6);
    } catch (RuntimeException | StackOverflowError e) {
      var trace = e.getStackTrace();
      return "a parser let out %s at %s".formatted(e, trace.length == 0 ? "?" : trace[0]);
    }
  }

  private long cost(byte[] message) {
    long before = threads.getCurrentThreadCpuTime();
    parse(message);
    return threads.getCurrentThreadCpuTime() - before;
  }

  private void parse(byte[] bytes) {
    var scan = MessageScan.of(bytes);
    scan.ownerHash();
    scan.method();
    scan.branch();
    var result = parser.datagram(bytes);
    if (result instanceof ParseResult.Message parsed) {
      use(parsed.message());
    } else if (result instanceof ParseResult.Malformed malformed && malformed.answer() != null) {
      malformed.answer().encode();
      malformed.answer().brief().encode();
    }
  }

  private static void use(SipMessage message) {
    for (var view : VIEWS) {
      quietly(() -> view.accept(message));
    }
    for (String name : List.of("Authorization", "Proxy-Authorization")) {
      message.headers(name).forEach(value -> quietly(() -> DigestCredentials.parse(value)));
    }
    if (message.hasBody()) {
      describe(new String(message.body(), StandardCharsets.UTF_8));
      quietly(() -> readBody(BodyPart.of(message), MAX_DEPTH));
    }
    quietly(() -> readNumber(message.from().uri()));
    quietly(() -> readNumber(message.to().uri()));
    if (message instanceof SipRequest request) {
      quietly(
          () -> {
            readNumber(request.requestUri());
            request.uri();
            request.maxForwards();
            var received = request.withReceived(SOURCE);
            SipResponse.to(received, 400).build().encode();
          });
    }
  }

  /** As calls do: each part of a multipart body by itself, and what is nested in it. */
  private static void readBody(BodyPart body, int depth) {
    if (body == null || depth == 0) {
      return;
    }
    body.disposition();
    body.isOptional();
    body.isEncoded();
    if (body.type().value().startsWith("multipart/")) {
      for (BodyPart part : Multipart.parts(body)) {
        describe(part.text());
        quietly(() -> readBody(part, depth - 1));
      }
    }
  }

  /** A number may stand as a tel URI, and as the user of a SIP URI. */
  private static void readNumber(String uri) {
    quietly(() -> TelUri.parse(uri));
    quietly(
        () -> {
          String user = SipUri.parse(uri).user();
          if (user != null) {
            TelUri.subscriber(user);
          }
        });
  }

  private static void quietly(Runnable view) {
    try {
      view.run();
    } catch (SipSyntaxException e) {
      // what they declare
    }
  }

  private static void describe(String body) {
    try {
      SessionDescription.parse(body).toString();
    } catch (SdpRefusedException e) {
      // what it declares
    }
  }
}
