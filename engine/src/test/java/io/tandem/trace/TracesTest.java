package io.tandem.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.HostPort;
import io.tandem.sip.transport.SipTap;
import io.tandem.sip.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TracesTest {
  private static final NodeId NODE = new NodeId("node-1");
  private static final TraceFilter ALL_OF_ACME = new TraceFilter("acme.test", null, null);

  private final TestClock clock = new TestClock();
  private SipTap tap;
  private final Traces traces =
      new Traces(
          NODE,
          clock,
          wanted -> tap = wanted,
          flow -> new HostPort(flow.listener().contains("[") ? "2001:db8::9" : "192.0.2.9", 0));

  private static final class TestClock extends Clock {
    private Instant now = Instant.parse("2026-03-01T10:00:00.123456Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static Flow flow(String remote) {
    var listener = remote.contains(":") ? "udp:[2001:db8::1]:5060" : "udp:192.0.2.1:5060";
    return new Flow(NODE, listener, Transport.UDP, new InetSocketAddress(remote, 5062), 0);
  }

  private static String message(String from, String to) {
    return "OPTIONS sip:x SIP/2.0\r\nFrom: " + from + "\r\nTo: " + to + "\r\n\r\n";
  }

  @ParameterizedTest
  @CsvSource({
    "<sip:1001@acme.test>;tag=1, <sip:1@b.test>,     true",
    "<sip:1001@b.test>,          <sips:1002@ACME.test:5061;user=phone>, true",
    "sip:1001@acme.test;tag=1,   <sip:1@b.test>,     true",
    "<sip:1001@b.test>,          <sip:1002@b.test>,  false",
    "<sip:1001@notacme.test>,    <sip:acme.test@b.test>, false",
    "<sip:1001@acme.test.evil>,  <sip:1002@b.test>,  false",
    "\"<sip:1@acme.test>\" <sip:1001@b.test>, <sip:1002@b.test>, false",
    "nonsense,                   ,                   false",
  })
  void aTenantsMessagesAreThoseFromItOrToIt(String from, String to, boolean shown)
      throws UnknownHostException {
    var remote = InetAddress.getByName("192.0.2.7");
    assertThat(ALL_OF_ACME.matches(remote, message(from, to))).isEqualTo(shown);
  }

  @Test
  void extensionAndAddressNarrowIt() throws UnknownHostException {
    var remote = InetAddress.getByName("192.0.2.7");
    var other = InetAddress.getByName("192.0.2.8");
    var text = message("<sip:1001@acme.test>", "<sip:1002@acme.test>");
    assertThat(new TraceFilter("acme.test", "1002", null).matches(remote, text)).isTrue();
    assertThat(new TraceFilter("acme.test", "1003", null).matches(remote, text)).isFalse();
    assertThat(new TraceFilter(null, "1001", null).matches(remote, text)).isTrue();
    assertThat(new TraceFilter(null, null, remote).matches(remote, text)).isTrue();
    assertThat(new TraceFilter(null, null, remote).matches(other, text)).isFalse();
    assertThat(ALL_OF_ACME.matches(remote, "X y\r\n\r\nFrom: <sip:1001@acme.test>\r\n"))
        .as("a body names nobody")
        .isFalse();
  }

  @Test
  void nobodyIsAskedBeforeAndAfter() {
    assertThat(tap).isNull();
    var trace = traces.start(null, ALL_OF_ACME, Duration.ofMinutes(1), false).orElseThrow();
    var text = message("<sip:1@acme.test>", "<sip:2@acme.test>");
    tap.message(flow("192.0.2.7"), false, text);
    clock.now = clock.now.plusSeconds(60);
    tap.message(flow("192.0.2.7"), false, text);

    assertThat(tap).as("ended by itself").isNull();
    assertThat(trace.messages()).isEqualTo(1);
    assertThat(traces.list()).as("to be fetched still").containsExactly(trace);
    clock.now = clock.now.plus(Traces.KEPT).plusSeconds(1);
    assertThat(traces.list()).isEmpty();
  }

  @Test
  void theirNumberIsBounded() {
    for (int i = 0; i < Traces.MOST; i++) {
      assertThat(traces.start(null, ALL_OF_ACME, Duration.ofMinutes(1), false)).isPresent();
    }
    assertThat(traces.start(null, ALL_OF_ACME, Duration.ofMinutes(1), false)).isEmpty();
    traces.list().forEach(trace -> assertThat(traces.remove(trace.id())).isTrue());
    assertThat(tap).isNull();
  }

  @Test
  void whatHasEndedMakesRoomTheOldestFirst() {
    var tenant = TenantId.fromLong(1);
    var time = Duration.ofMinutes(1);
    var first = traces.start(tenant, ALL_OF_ACME, time, false).orElseThrow();
    clock.now = clock.now.plusSeconds(1);
    var second = traces.start(tenant, ALL_OF_ACME, time, false).orElseThrow();
    clock.now = clock.now.plusSeconds(59);
    var third = traces.start(tenant, ALL_OF_ACME, time, false).orElseThrow();
    assertThat(traces.list()).doesNotContain(first).contains(second, third);
    assertThat(traces.start(tenant, ALL_OF_ACME, time, false)).as("second runs still").isEmpty();

    for (int i = 2; i < Traces.MOST; i++) {
      assertThat(traces.start(null, ALL_OF_ACME, time, false)).isPresent();
    }
    clock.now = clock.now.plusSeconds(2);
    assertThat(traces.start(null, ALL_OF_ACME, time, false)).isPresent();
    assertThat(traces.list()).hasSize(Traces.MOST).doesNotContain(second);
  }

  @Test
  void aNodeThatListensOnAllAddressesIsShownByItsAdvertisedOne() {
    assertThat(receiver("udp:0.0.0.0:5060", "192.0.2.7")).containsExactly(192, 0, 2, 9);
    assertThat(receiver("tcp:[::]:5060", "2001:db8::7"))
        .containsExactly(0x20, 1, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9);
    assertThat(receiver("tcp:[::]:5060", "192.0.2.7"))
        .as("advertised is of the other family")
        .containsExactly(0, 0, 0, 0);
  }

  private int[] receiver(String listener, String remote) {
    var trace = traces.start(null, ALL_OF_ACME, Duration.ofMinutes(1), false).orElseThrow();
    var address = new InetSocketAddress(remote, 5062);
    tap.message(
        new Flow(NODE, listener, Transport.UDP, address, 0),
        false,
        message("<sip:1@acme.test>", "<sip:2@acme.test>"));
    var file = ByteBuffer.wrap(trace.pcap());
    boolean four = file.get(40) == 0x45;
    file.position(40 + (four ? 16 : 24));
    return bytes(file, four ? 4 : 16);
  }

  @Test
  void oneTenantLeavesRoomForOthers() {
    var time = Duration.ofMinutes(1);
    var noisy = TenantId.fromLong(1);
    for (int i = 0; i < Traces.MOST_OF_A_TENANT; i++) {
      assertThat(traces.start(noisy, ALL_OF_ACME, time, false)).isPresent();
    }
    assertThat(traces.start(noisy, ALL_OF_ACME, time, false)).isEmpty();
    assertThat(traces.start(TenantId.fromLong(2), ALL_OF_ACME, time, false)).isPresent();
    assertThat(traces.start(null, ALL_OF_ACME, time, false)).isPresent();
  }

  @Test
  void whatIsKeptIsBoundedAndTheLatestStays() {
    var trace = traces.start(null, ALL_OF_ACME, Duration.ofMinutes(1), false).orElseThrow();
    String head = message("<sip:1@acme.test>", "<sip:2@acme.test>");
    for (int i = 0; i < 200; i++) {
      tap.message(flow("192.0.2.7"), true, head + i + "-" + "x".repeat(50_000));
    }
    var kept = new String(trace.pcap(), StandardCharsets.ISO_8859_1);
    assertThat(kept.length()).isLessThan(Trace.MOST_BYTES + 100);
    assertThat(kept).contains("\r\n\r\n199-").doesNotContain("\r\n\r\n0-");
    assertThat(trace.messages()).isEqualTo(200);
  }

  /** As every reader of captures takes it apart. */
  @Test
  void aCaptureFileHasOneIpPacketAMessage() {
    var trace = traces.start(null, ALL_OF_ACME, Duration.ofMinutes(1), false).orElseThrow();
    var text = message("<sip:1@acme.test>", "<sip:2@acme.test>");
    tap.message(flow("192.0.2.7"), false, text);
    tap.message(flow("2001:db8::7"), true, text);

    var file = ByteBuffer.wrap(trace.pcap());
    assertThat(file.getInt()).isEqualTo(0xa1b2c3d4);
    assertThat(file.getInt(20)).as("LINKTYPE_RAW").isEqualTo(101);
    file.position(24);
    assertThat(file.getInt()).isEqualTo((int) clock.now.getEpochSecond());
    assertThat(file.getInt()).isEqualTo(123_456);
    int length = file.getInt();
    assertThat(file.getInt()).isEqualTo(length).isEqualTo(20 + 8 + text.length());
    int start = file.position();
    assertThat(file.get()).as("IPv4").isEqualTo((byte) 0x45);
    assertThat(checksum(file, start)).isEqualTo(0xffff);
    file.position(start + 12);
    assertThat(bytes(file, 4)).as("source").containsExactly(192, 0, 2, 7);
    assertThat(bytes(file, 4)).as("target").containsExactly(192, 0, 2, 1);
    assertThat(file.getShort()).isEqualTo((short) 5062);
    assertThat(file.getShort()).isEqualTo((short) 5060);
    assertThat(file.getShort()).isEqualTo((short) (8 + text.length()));

    file.position(start + length + 8);
    assertThat(file.getInt()).isEqualTo(40 + 8 + text.length());
    file.position(file.position() + 4);
    assertThat(file.get()).as("IPv6").isEqualTo((byte) 0x60);
    int header = file.position() - 1;
    assertThat(datagramChecksum(file, header, 8 + text.length())).isEqualTo(0xffff);
    file.position(header + 40 + 8);
    byte[] shown = new byte[text.length()];
    file.get(shown);
    assertThat(new String(shown, StandardCharsets.UTF_8)).isEqualTo(text);
    assertThat(file.hasRemaining()).isFalse();
  }

  private static int checksum(ByteBuffer file, int start) {
    int sum = 0;
    for (int i = 0; i < 20; i += 2) {
      sum += Short.toUnsignedInt(file.getShort(start + i));
    }
    return (sum & 0xffff) + (sum >>> 16);
  }

  /**
   * With the addresses and the rest of the pseudo header (RFC 8200 §8.1): 0xffff when it is right.
   */
  private static int datagramChecksum(ByteBuffer file, int header, int length) {
    int sum = 17 + length;
    for (int i = 8; i < 40 + length; i++) {
      int octet = Byte.toUnsignedInt(file.get(header + i));
      sum += i % 2 == 0 ? octet << 8 : octet;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }

  private static int[] bytes(ByteBuffer file, int count) {
    int[] bytes = new int[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = Byte.toUnsignedInt(file.get());
    }
    return bytes;
  }
}
