package io.tandem.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.TenantId;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** Administration on a node whose copy of the tenant is behind what others have written. */
class EntityTenantsTest {
  private static final TenantId ACME = TenantFixtures.ACME;

  private final TestClock clock = new TestClock();
  private final FakeTenantStorage storage = new FakeTenantStorage(clock);
  private final NodeTenants copies =
      new NodeTenants(
          storage,
          TenantFixtures.ring(0),
          new UnreadableObjects(new SimpleMeterRegistry()),
          TenantNodeSettings.defaults(),
          clock);
  private final TenantCopy created =
      new TenantLifecycle(storage, List.of(), TenantFixtures.ring(0), clock)
          .create(ACME, TenantFixtures.newTenant())
          .toCompletableFuture()
          .join()
          .copy();
  private final EntityTenants tenants =
      new EntityTenants(new Entity(), copies, storage, null, clock);
  private TenantCopy truth = created;

  /** The tenant's entity, without an actor around it. */
  private final class Entity implements EntityTenants.Entities {
    @Override
    @SuppressWarnings("unchecked")
    public <T> CompletionStage<T> ask(
        TenantId tenant, Function<ActorRef<T>, TenantEntity.Command> question) {
      var inbox = TestInbox.<T>create();
      var command = (TenantEntity.Change) question.apply(inbox.getRef());
      return CompletableFuture.completedFuture((T) TenantReply.done(write(command.change())));
    }
  }

  private TenantChanged write(TenantChange change) {
    var accepted =
        (TenantDecider.Accepted)
            TenantDecider.decide(truth.configuration(), truth.codec(), change, -1);
    truth = truth.with(accepted.next());
    var changed = new TenantChanged(ACME, truth.version(), accepted.puts(), accepted.removals());
    storage.change(
        changed,
        new TenantStorage.Audit(clock.instant(), TenantFixtures.ORIGIN, "a", "b", null, null));
    return changed;
  }

  private <T> Outcome<T> join(CompletionStage<Outcome<T>> stage) {
    return stage.toCompletableFuture().join();
  }

  @Test
  void whatThisNodeHasNotHeardOfIsRemovedAllTheSame() {
    join(tenants.get(ACME));
    write(
        new TenantChange.PutExtension(
            TenantFixtures.ALICE, "", true, TenantFixtures.SECRET, null, PutMode.CREATE));
    write(
        new TenantChange.PutUser(
            "joe", new UserWish("", Role.USER, "hash", true, null), PutMode.CREATE));

    assertThat(
            join(
                tenants.removeExtension(
                    ACME, TenantFixtures.ALICE, OptionalLong.empty(), TenantFixtures.ORIGIN)))
        .isInstanceOf(Outcome.Done.class);
    assertThat(join(tenants.removeUser(ACME, "joe", OptionalLong.empty(), TenantFixtures.ORIGIN)))
        .isInstanceOf(Outcome.Done.class);
    assertThat(copies.find(ACME)).isEqualTo(truth.configuration());
  }
}
