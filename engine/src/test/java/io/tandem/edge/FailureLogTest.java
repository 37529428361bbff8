package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.audit.AuditTrail;
import io.tandem.id.TenantId;
import io.tandem.net.SourceNetwork;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import io.tandem.store.AuditEntry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FailureLogTest {
  private static final TenantId TENANT = TenantId.fromLong(7);

  private final EdgeFixture.TestClock clock = new EdgeFixture.TestClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<String> lines = new ArrayList<>();
  private final List<AuditEntry> entries = new ArrayList<>();
  private final AuditTrail audit =
      new AuditTrail(
          (owner, kind, entry) -> {
            entries.add(entry);
            return CompletableFuture.completedFuture(null);
          },
          clock,
          meters);
  private final FailureLog failures = new FailureLog(clock, meters, audit, lines::add);

  private static Flow flow(Transport transport, String address) {
    var remote = new InetSocketAddress(address, 5060);
    return new Flow(EdgeFixture.NODE, "listener", transport, remote, 1);
  }

  private static Failure failure(FailureCause cause, String address) {
    return Failure.of(cause, flow(Transport.UDP, address));
  }

  private void report(String address, int times) {
    for (int i = 0; i < times; i++) {
      failures.report(failure(FailureCause.PASSWORD, address));
    }
  }

  private void pass(Duration time) {
    clock.now = clock.now.plus(time);
  }

  @Test
  void whoHasAnsweredAChallengeOverUdpIsVerified() {
    var flow = flow(Transport.UDP, "192.0.2.7");
    assertThat(Failure.of(FailureCause.CALL_REFUSED, flow).verified()).isFalse();
    assertThat(Failure.authenticated(FailureCause.CALL_REFUSED, flow).verified()).isTrue();
  }

  @Test
  void aLineSaysSourceTenantExtensionAndCause() {
    failures.report(
        failure(FailureCause.PASSWORD, "192.0.2.7")
            .provedBy(SourceNetwork.of(new InetSocketAddress("192.0.2.7", 1).getAddress()))
            .of(TENANT)
            .extension("1001")
            .detail("acme.test"));

    assertThat(lines)
        .containsExactly(
            "SIP failure cause=password source=192.0.2.7 verified=yes transport=udp tenant="
                + TENANT
                + " extension=1001 untold=0 detail=\"acme.test\"");
  }

  @Test
  void whatIsUnknownIsADash() {
    failures.report(Failure.of(FailureCause.FLOOD, flow(Transport.TCP, "2001:db8::7")));

    assertThat(lines)
        .containsExactly(
            "SIP failure cause=flood source=2001:db8:0:0:0:0:0:7 verified=yes transport=tcp"
                + " tenant=- extension=- untold=0 detail=\"\"");
  }

  @Test
  void aDatagramInAnothersNameIsNotHeldAgainstHim() {
    var elsewhere = SourceNetwork.of(new InetSocketAddress("198.51.100.1", 1).getAddress());
    failures.report(failure(FailureCause.PASSWORD, "192.0.2.7").provedBy(elsewhere));

    assertThat(lines).singleElement().asString().contains("source=192.0.2.7 verified=no");
  }

  @Test
  void theNetworksTextsCannotForgeALine() {
    failures.report(
        failure(FailureCause.UNKNOWN_USER, "192.0.2.7")
            .extension("1001\r\nSIP failure cause=password source=198.51.100.1 verified=yes")
            .detail("a\" b\n\u2028\u001b[31m" + "x".repeat(500)));

    assertThat(lines)
        .singleElement()
        .asString()
        .matches("[ -~]+")
        .contains(" extension=1001??SIP?failure?cause?password?source?198.51.100.1")
        .containsOnlyOnce(" source=")
        .endsWith("x\"")
        .hasSizeLessThan(400);
  }

  @Test
  void aSourceGetsAFewLinesAndThenOneInAWhileThatSaysHowManyItMissed() {
    report("192.0.2.7", 1_000);
    report("192.0.2.8", 1);
    assertThat(lines).hasSize(FailureLines.BURST + 1);

    pass(Duration.ofMillis(FailureLines.INTERVAL_MILLIS));
    report("192.0.2.7", 2);
    assertThat(lines).hasSize(FailureLines.BURST + 2);
    assertThat(lines.get(lines.size() - 1)).contains(" untold=995 ");
    assertThat(meters.get("tandem.sip.failures").tag("cause", "password").counter().count())
        .isEqualTo(1_003);
  }

  @Test
  void aFloodOfForgedSourcesHidesNobodyWhoseAddressIsVerified() {
    for (int i = 0; i < 50_000; i++) {
      var forged = "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255);
      failures.report(failure(FailureCause.REQUEST_REFUSED, forged));
    }
    assertThat(lines).hasSize(FailureLines.LINES_A_SECOND);

    failures.report(Failure.of(FailureCause.PASSWORD, flow(Transport.TCP, "192.0.2.7")));
    assertThat(lines.get(lines.size() - 1)).contains("source=192.0.2.7 verified=yes");
  }
}
