package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.edge.LiveRegistrations.Nearness;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LiveRegistrationsTest {
  private static final TenantId TENANT = TenantId.fromLong(1);
  private static final Extension EXTENSION = new Extension("1001");
  private static final Instant LATER = EdgeFixture.START.plusSeconds(60);

  private final EdgeFixture.TestClock clock = new EdgeFixture.TestClock();
  private final LiveRegistrations live = new LiveRegistrations(clock, 2);

  private static Flow flow(Transport transport, String host, int port, long connection) {
    var remote = new InetSocketAddress(host, port);
    return new Flow(EdgeFixture.NODE, "any", transport, remote, connection);
  }

  private static Flow udp(String host, int port) {
    return flow(Transport.UDP, host, port, 0);
  }

  private Nearness nearness(Flow flow) {
    return live.of(TENANT, EXTENSION, flow);
  }

  /** The /24 of IPv4 and the /48 of IPv6; the two have no neighbours in each other. */
  @ParameterizedTest
  @CsvSource({
    "192.0.2.7, 5062, 192.0.2.7, 5062, FLOW",
    "192.0.2.7, 5062, 192.0.2.7, 5063, NETWORK",
    "192.0.2.7, 5062, 192.0.2.250, 5062, NETWORK",
    "192.0.2.7, 5062, 192.0.3.7, 5062, UNKNOWN",
    "192.0.2.7, 5062, ::ffff:192.0.2.8, 5062, NETWORK",
    "192.0.2.7, 5062, 2001:db8:1::7, 5062, UNKNOWN",
    "2001:db8:1:2::7, 5062, 2001:db8:1:2::7, 5062, FLOW",
    "2001:db8:1:2::7, 5062, 2001:db8:1:9::8, 5062, NETWORK",
    "2001:db8:1:2::7, 5062, 2001:db8:2:2::7, 5062, UNKNOWN"
  })
  void nearIsTheFlowThenTheNetwork(
      String at, int atPort, String from, int port, Nearness nearness) {
    live.registered(TENANT, EXTENSION, udp(at, atPort), LATER);

    assertThat(nearness(udp(from, port))).isEqualTo(nearness);
  }

  @Test
  void aRegistrationIsOfOneExtensionOfOneTenantByOneTransport() {
    var flow = udp("192.0.2.7", 5062);
    live.registered(TENANT, EXTENSION, flow, LATER);

    assertThat(live.of(TenantId.fromLong(2), EXTENSION, flow)).isEqualTo(Nearness.UNKNOWN);
    assertThat(live.of(TENANT, new Extension("1002"), flow)).isEqualTo(Nearness.UNKNOWN);
    assertThat(nearness(flow(Transport.TCP, "192.0.2.7", 5062, 3))).isEqualTo(Nearness.NETWORK);
  }

  @Test
  void itCountsUntilItExpiresOrIsEnded() {
    var flow = udp("192.0.2.7", 5062);
    live.registered(TENANT, EXTENSION, flow, LATER);
    clock.now = LATER;
    assertThat(nearness(flow)).isEqualTo(Nearness.UNKNOWN);

    live.registered(TENANT, EXTENSION, flow, LATER.plusSeconds(60));
    live.registered(TENANT, EXTENSION, udp("198.51.100.1", 5062), LATER.plusSeconds(60));
    live.ended(TENANT, EXTENSION, flow);
    assertThat(nearness(flow)).isEqualTo(Nearness.UNKNOWN);
    assertThat(nearness(udp("198.51.100.1", 1))).isEqualTo(Nearness.NETWORK);
    live.ended(TENANT, EXTENSION);
    assertThat(nearness(udp("198.51.100.1", 1))).isEqualTo(Nearness.UNKNOWN);
  }

  @Test
  void whatIsNotConfirmedForMinutesAllowsNothingThoughItIsKnown() {
    var flow = udp("192.0.2.7", 5062);
    live.registered(TENANT, EXTENSION, flow, EdgeFixture.START.plusSeconds(3600));
    clock.now = EdgeFixture.START.plus(LiveRegistrations.CONFIRMED);
    assertThat(live.confirmed(TENANT, EXTENSION, flow)).isEqualTo(Nearness.FLOW);

    clock.now = clock.now.plusMillis(1);
    assertThat(live.confirmed(TENANT, EXTENSION, flow)).isEqualTo(Nearness.UNKNOWN);
    assertThat(nearness(flow)).isEqualTo(Nearness.FLOW);
  }

  @Test
  void whatTheRegistrarDoesNotKnowIsNone() {
    var ended = udp("192.0.2.7", 5062);
    var fresh = udp("198.51.100.1", 5062);
    live.registered(TENANT, EXTENSION, ended, LATER);
    clock.now = EdgeFixture.START.plusSeconds(1);
    live.registered(TENANT, EXTENSION, fresh, LATER);

    live.found(TENANT, EXTENSION, List.of(), clock.now);

    assertThat(nearness(ended)).isEqualTo(Nearness.UNKNOWN);
    assertThat(nearness(fresh)).isEqualTo(Nearness.FLOW);
  }

  @Test
  void bothTablesAreBounded() {
    for (int host = 1; host <= 100; host++) {
      live.registered(TENANT, EXTENSION, udp("10.0." + host + ".1", 5062), LATER);
    }
    assertThat(nearness(udp("10.0.1.1", 5062))).isEqualTo(Nearness.UNKNOWN);
    assertThat(nearness(udp("10.0.100.1", 5062))).isEqualTo(Nearness.FLOW);

    live.registered(TENANT, new Extension("1002"), udp("192.0.2.7", 5062), LATER);
    live.registered(TENANT, new Extension("1003"), udp("192.0.2.7", 5062), LATER);
    assertThat(nearness(udp("10.0.100.1", 5062))).isEqualTo(Nearness.UNKNOWN);
  }
}
