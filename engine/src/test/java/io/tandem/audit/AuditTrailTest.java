package io.tandem.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.TenantId;
import io.tandem.store.AuditEntry;
import io.tandem.store.AuditKind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AuditTrailTest {
  private static final TenantId NOISY = TenantId.fromLong(1);
  private static final TenantId QUIET = TenantId.fromLong(2);

  private final TestClock clock = new TestClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Written> written = new ArrayList<>();
  private CompletableFuture<Void> outcome = CompletableFuture.completedFuture(null);
  private final AuditTrail trail = new AuditTrail(this::write, clock, meters);

  private record Written(Optional<TenantId> owner, AuditKind kind, AuditEntry entry) {}

  private static final class TestClock extends Clock {
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");

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

  private CompletionStage<Void> write(Optional<TenantId> owner, AuditKind kind, AuditEntry entry) {
    written.add(new Written(owner, kind, entry));
    return outcome;
  }

  private static AuditEvent failure(TenantId tenant, int host) {
    return event(tenant, AuditKind.FAILURE, host);
  }

  private static AuditEvent event(TenantId tenant, AuditKind kind, int host) {
    byte[] address = {10, 0, (byte) (host >> 8), (byte) host};
    try {
      return new AuditEvent(
          tenant, kind, "1001", InetAddress.getByAddress(address), "sip.x", null, Map.of());
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private long writtenOf(TenantId tenant) {
    return written.stream().filter(one -> one.owner().equals(Optional.of(tenant))).count();
  }

  @Test
  void oneSourceLeavesAFewAndThenOneInAWhile() {
    for (int i = 0; i < 100; i++) {
      trail.add(failure(NOISY, 1));
    }
    assertThat(written).hasSize(AuditTrail.SOURCE_BURST);
    assertThat(meters.counter("tandem.audit.limited").count()).isEqualTo(95);

    clock.now = clock.now.plusSeconds(10);
    trail.add(failure(NOISY, 1));
    trail.add(failure(NOISY, 1));
    assertThat(written).hasSize(AuditTrail.SOURCE_BURST + 1);
  }

  @Test
  void whatFloodsOneTenantDoesNotDrownAnothers() {
    for (int host = 0; host < 30_000; host++) {
      trail.add(failure(NOISY, host));
    }
    trail.add(failure(QUIET, 1));
    trail.add(event(NOISY, AuditKind.LOGIN, 1));

    assertThat(writtenOf(NOISY)).isEqualTo(AuditTrail.OWNER_BURST + 1);
    assertThat(writtenOf(QUIET)).isEqualTo(1);
  }

  @Test
  void aDatabaseThatDoesNotAnswerHoldsABoundedNumber() {
    outcome = new CompletableFuture<>();
    for (int i = 0; i < AuditTrail.MAX_WRITES + 10; i++) {
      trail.add(event(NOISY, AuditKind.CHANGE, 1));
    }
    assertThat(written).hasSize(AuditTrail.MAX_WRITES);
    assertThat(meters.counter("tandem.audit.lost").count()).isEqualTo(10);

    outcome.completeExceptionally(new IllegalStateException("away"));
    assertThat(meters.counter("tandem.audit.lost").count()).isEqualTo(AuditTrail.MAX_WRITES + 10);
    trail.add(event(NOISY, AuditKind.CHANGE, 1));
    assertThat(written).hasSize(AuditTrail.MAX_WRITES + 1);
  }

  @Test
  void whatTheNetworkWroteIsMadeHarmless() {
    var details = Map.<String, Object>of("verified", true, "detail", "half a pair \ud83d \"x\"\n");
    trail.add(
        new AuditEvent(null, AuditKind.FAILURE, "a\u0000b c", null, "sip.x", "x/\u2028", details));

    var entry = written.get(0).entry();
    assertThat(written.get(0).owner()).isEmpty();
    assertThat(entry.actor()).isEqualTo("a?b?c");
    assertThat(entry.object()).isEqualTo("x/?");
    assertThat(entry.after()).contains("\"verified\":true").contains("half a pair ? ?x??");
  }

  @Test
  void whoIsQuietHasTheFullAllowanceAgain() {
    var allowance = new Allowance<String>(clock, 2, Duration.ofSeconds(1), 10);
    assertThat(allowance.take("a")).isTrue();
    assertThat(allowance.take("a")).isTrue();
    assertThat(allowance.take("a")).isFalse();
    clock.now = clock.now.plusSeconds(60);
    assertThat(allowance.take("a")).isTrue();
    assertThat(allowance.take("a")).isTrue();
    assertThat(allowance.take("a")).isFalse();
  }

  @Test
  void whoIsPushedOutDoesNotComeBackWithAFullBucket() {
    var allowance = new Allowance<Integer>(clock, 2, Duration.ofSeconds(1), 10);
    int granted = 0;
    for (int i = 0; i < 1000; i++) {
      granted += allowance.take(i % 50) ? 1 : 0;
    }
    assertThat(granted).isEqualTo(2 * 10 + 2);

    clock.now = clock.now.plusSeconds(60);
    for (int key = 20; key < 30; key++) {
      assertThat(allowance.take(key)).isTrue();
      assertThat(allowance.take(key)).isTrue();
      assertThat(allowance.take(key)).isFalse();
    }
  }

  @Test
  void oneSourceIsBoundedOverAllTenants() {
    for (int second = 0; second < 60; second++) {
      for (int tenant = 0; tenant < 12_000; tenant += 40) {
        trail.add(failure(TenantId.fromLong(tenant), 1));
      }
      clock.now = clock.now.plusSeconds(1);
    }
    assertThat(written).hasSize(AuditTrail.SOURCE_BURST + 5);
  }

  @Test
  void aNodeIsBoundedOverAllSourcesAndTenants() {
    for (int second = 0; second < 10; second++) {
      for (int host = 0; host < 20_000; host++) {
        trail.add(failure(TenantId.fromLong(host % 3000), host));
      }
      clock.now = clock.now.plusSeconds(1);
    }
    assertThat(written).hasSizeBetween(AuditTrail.NODE_BURST, AuditTrail.NODE_BURST + 2 * 9);
  }

  @Test
  void wrongSignInsDoNotHideTheOneThatSucceeds() {
    for (int host = 0; host < 1000; host++) {
      trail.addForTheInstallationToo(signIn("login.refused", host));
    }
    written.clear();
    trail.addForTheInstallationToo(signIn(AuditEvent.LOGIN_ACCEPTED, 1));

    assertThat(written)
        .extracting(one -> one.owner(), one -> one.entry().action())
        .containsExactly(
            tuple(Optional.empty(), AuditEvent.LOGIN_ACCEPTED),
            tuple(Optional.of(NOISY), AuditEvent.LOGIN_ACCEPTED));
  }

  @Test
  void aRefusedSignInCostsItsSourceOneEntryThoughTwoAuditsHaveIt() {
    for (int i = 0; i < 10; i++) {
      trail.addForTheInstallationToo(signIn("login.refused", 1));
    }
    assertThat(writtenOf(NOISY)).isEqualTo(AuditTrail.SOURCE_BURST);
    assertThat(written).hasSize(2 * AuditTrail.SOURCE_BURST);
  }

  @Test
  void strangersLeaveRoomForWhatIsNotTheirs() {
    outcome = new CompletableFuture<>();
    for (int host = 0; host < 20_000; host++) {
      trail.add(failure(TenantId.fromLong(host), host));
      clock.now = clock.now.plusMillis(100);
    }
    assertThat(written).hasSize(AuditTrail.MAX_WRITES_OF_ANYBODY);
    trail.addForTheInstallationToo(signIn(AuditEvent.LOGIN_ACCEPTED, 1));
    assertThat(written).hasSize(AuditTrail.MAX_WRITES_OF_ANYBODY + 2);
  }

  private static AuditEvent signIn(String action, int host) {
    var origin = event(NOISY, AuditKind.LOGIN, host).origin();
    return new AuditEvent(NOISY, AuditKind.LOGIN, "ann@acme.test", origin, action, null, Map.of());
  }
}
