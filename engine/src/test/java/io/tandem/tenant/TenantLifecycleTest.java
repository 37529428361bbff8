package io.tandem.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.id.TenantId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TenantLifecycleTest {
  private static final TenantId RIVAL = TenantId.fromLong(2);

  private final TestClock clock = new TestClock();
  private final FakeTenantStorage storage = new FakeTenantStorage(clock);
  private final List<TenantId> erased = new ArrayList<>();
  private final TenantLifecycle lifecycle =
      new TenantLifecycle(
          storage,
          List.of(
              (tenant, createdAt) -> {
                erased.add(tenant);
                return CompletableFuture.completedFuture(null);
              }),
          TenantFixtures.ring(0),
          clock);

  private static <T> T now(CompletionStage<T> stage) {
    assertThat(stage.toCompletableFuture()).isDone();
    return stage.toCompletableFuture().join();
  }

  private TenantLifecycle.Created create(TenantId tenant) {
    return now(lifecycle.create(tenant, TenantFixtures.newTenant()));
  }

  private TenantCopy stored(TenantId tenant) {
    return now(storage.read(tenant))
        .map(found -> TenantCopy.read(tenant, found, TenantFixtures.ring(0)))
        .orElse(null);
  }

  private boolean settle(TenantId tenant) {
    return now(lifecycle.settle(tenant, TenantFixtures.ACME_DOMAIN, stored(tenant)));
  }

  @Test
  void createsATenantWithItsFirstAdministrator() {
    var created = create(TenantFixtures.ACME);
    assertThat(created.copy().configuration().user("admin").role()).isEqualTo(Role.TENANT_ADMIN);
    assertThat(stored(TenantFixtures.ACME).configuration())
        .isEqualTo(created.copy().configuration());
    assertThat(now(storage.owner(TenantFixtures.ACME_DOMAIN)).orElseThrow().confirmed()).isTrue();
    assertThat(storage.listed()).containsExactly(created.copy().summary());
    assertThat(storage.audits)
        .extracting(TenantStorage.Audit::action)
        .containsExactly("tenant.create");
  }

  @Test
  void aDomainHasOneOwner() {
    create(TenantFixtures.ACME);
    assertThat(create(RIVAL).domainTaken()).isTrue();
    assertThat(storage.knows(RIVAL)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aCreationThatCrashedIsFinishedOrTakenBack(int steps) {
    storage.crashAfter(steps);
    assertThatThrownBy(() -> create(TenantFixtures.ACME)).isInstanceOf(CompletionException.class);
    storage.recover();
    boolean objectsWritten = steps == 3;
    assertThat(settle(TenantFixtures.ACME)).isEqualTo(objectsWritten);
    assertThat(storage.knows(TenantFixtures.ACME)).isEqualTo(objectsWritten);
    assertThat(create(RIVAL).domainTaken()).isEqualTo(objectsWritten);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void anotherMayTakeOverTheDomainOfACreationThatCrashed(int steps) {
    storage.crashAfter(steps);
    assertThatThrownBy(() -> create(TenantFixtures.ACME)).isInstanceOf(CompletionException.class);
    storage.recover();
    clock.advance(TenantLifecycle.RESERVATION);
    assertThat(create(RIVAL).domainTaken()).isFalse();
    assertThat(settle(TenantFixtures.ACME)).isFalse();
    assertThat(storage.knows(TenantFixtures.ACME)).isFalse();
    assertThat(settle(RIVAL)).isTrue();
  }

  @Test
  void aCreationThatWasOvertakenAtItsLastStepIsUndone() {
    storage.hold();
    var slow =
        lifecycle.create(TenantFixtures.ACME, TenantFixtures.newTenant()).toCompletableFuture();
    clock.advance(Duration.ofMinutes(1));
    var rival = lifecycle.create(RIVAL, TenantFixtures.newTenant()).toCompletableFuture();
    storage.answer();
    assertThat(rival.join().domainTaken()).isFalse();
    assertThat(slow.join().domainTaken()).isTrue();
    assertThat(storage.knows(TenantFixtures.ACME)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aDeletionThatCrashedIsFoundOnTheListAndFinished(int steps) {
    var copy = create(TenantFixtures.ACME).copy();
    storage.crashAfter(steps);
    var deletion = lifecycle.delete(copy);
    assertThat(deletion.toCompletableFuture()).isCompletedExceptionally();
    storage.recover();
    assertThat(storage.listed()).hasSize(1);
    if (stored(TenantFixtures.ACME) == null) {
      settle(TenantFixtures.ACME);
    } else {
      now(lifecycle.delete(copy));
    }
    assertThat(storage.knows(TenantFixtures.ACME)).isFalse();
    assertThat(erased).contains(TenantFixtures.ACME);
    assertThat(create(RIVAL).domainTaken()).isFalse();
  }
}
