package io.tandem.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tandem.sip.message.MessageScan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamFramerTest {
  private static final StreamLimits LIMITS = new StreamLimits(200, 50, Duration.ofSeconds(1));
  private static final String HELLO = "MESSAGE sip:a SIP/2.0\r\nContent-Length: 5\r\n\r\nhello";
  private static final String EMPTY = "OPTIONS sip:a SIP/2.0\r\nl: 0\r\n\r\n";

  private final List<String> found = new ArrayList<>();
  private final ByteBuf in = Unpooled.buffer();
  private final StreamFramer framer = new StreamFramer(LIMITS, new Output());

  @Test
  void severalMessagesInOneSegment() {
    feed(HELLO + EMPTY + "\r\n" + HELLO);
    assertThat(found).containsExactly(HELLO, EMPTY, HELLO);
    assertThat(framer.isWithinMessage(in)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 40})
  void anySegmentation(int size) {
    String stream = HELLO + EMPTY + "\r\n\r\n" + HELLO;
    for (int i = 0; i < stream.length(); i += size) {
      feed(stream.substring(i, Math.min(stream.length(), i + size)));
    }
    assertThat(found).containsExactly(HELLO, EMPTY, "ping", HELLO);
  }

  @Test
  void aDoubleLineEndIsAPingAndASingleOneIsNot() {
    feed("\r\n\r\n");
    feed("\r\n");
    feed(EMPTY);
    feed("\r\n");
    feed("\r\n");
    assertThat(found).containsExactly("ping", EMPTY, "ping");
  }

  @Test
  void halfAMessageIsKnownAsSuch() {
    feed("OPT");
    assertThat(framer.isWithinMessage(in)).isTrue();
    feed("IONS sip:a SIP/2.0\r\nContent-Length: 5\r\n\r\nhel");
    assertThat(framer.isWithinMessage(in)).isTrue();
    feed("lo");
    assertThat(framer.isWithinMessage(in)).isFalse();
    assertThat(found).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "X: 1,                CONTENT_LENGTH_MISSING",
    "Content-Length: -1,  CONTENT_LENGTH_INVALID",
    "Content-Length: abc, CONTENT_LENGTH_INVALID",
    "Content-Length: 1 2, CONTENT_LENGTH_INVALID",
    "l: 99999999999999,   CONTENT_LENGTH_INVALID",
    "Content-Length: 51,  BODY_TOO_LARGE",
    "Content-LengthX: 5,  CONTENT_LENGTH_MISSING"
  })
  void aStreamWithoutAUsableLengthEndsThere(String header, StreamFault fault) {
    feed("OPTIONS sip:a SIP/2.0\r\n" + header + "\r\n\r\n" + EMPTY);
    assertThat(found).containsExactly(fault.name());
    feed(EMPTY);
    assertThat(found).hasSize(1);
    assertThat(in.isReadable()).isFalse();
  }

  @Test
  void twoLengthsAreAFault() {
    feed("OPTIONS sip:a SIP/2.0\r\nContent-Length: 0\r\nl: 0\r\n\r\n");
    assertThat(found).containsExactly(StreamFault.CONTENT_LENGTH_INVALID.name());
  }

  @Test
  void aHeadWithoutEndIsNotCollectedForever() {
    for (int i = 0; i < 30; i++) {
      feed("X-Header: value\r\n");
    }
    assertThat(found).containsExactly("endless");
    assertThat(in.isReadable()).isFalse();
  }

  private void feed(String text) {
    in.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    framer.read(in);
  }

  private final class Output implements StreamFramer.Output {
    @Override
    public void message(MessageScan scan, byte[] head, byte[] body) {
      found.add(text(head) + text(body));
    }

    @Override
    public void ping() {
      found.add("ping");
    }

    @Override
    public void fault(StreamFault fault, byte[] head) {
      found.add(fault.name());
    }

    @Override
    public void endlessHead() {
      found.add("endless");
    }

    private static String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.US_ASCII);
    }
  }
}
