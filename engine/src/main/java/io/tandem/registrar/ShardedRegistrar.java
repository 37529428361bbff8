package io.tandem.registrar;

import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.actor.Direct;
import io.tandem.actor.StoredShardAllocation;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.sip.transport.Flow;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.RecipientRef;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;

/** The registrar as its sharded entities; falls back on the stored rows when one is silent. */
public final class ShardedRegistrar implements Registrar {
  /** What a slice answers with must fit into one message between nodes, 256 KiB. */
  private static final int MAX_PAGE = 100;

  private final Function<String, RecipientRef<RegistrarEntity.Command>> entities;
  private final RegistrarEnvironment environment;
  private final Scheduler scheduler;

  ShardedRegistrar(
      Function<String, RecipientRef<RegistrarEntity.Command>> entities,
      RegistrarEnvironment environment,
      Scheduler scheduler) {
    this.entities = entities;
    this.environment = environment;
    this.scheduler = scheduler;
  }

  /** Starts this node's part of the registrar. Once in an actor system. */
  public static Registrar start(
      ActorSystem<?> system,
      RegistrarSettings settings,
      BindingStore store,
      MeterRegistry meters,
      Clock clock) {
    var environment =
        new RegistrarEnvironment(store, settings, new RegistrarMetrics(meters), clock);
    var sharding = ClusterSharding.get(system);
    sharding.init(
        Entity.of(
                RegistrarEntity.TYPE_KEY,
                entity ->
                    RegistrarEntity.create(
                        Slices.tenant(entity.getEntityId()),
                        Slices.slice(entity.getEntityId()),
                        environment,
                        entity.getShard()))
            .withStopMessage(RegistrarEntity.Stop.INSTANCE)
            .withAllocationStrategy(new StoredShardAllocation(store::answers))
            // A slice with bindings stays in memory; an empty one asks to leave by itself.
            .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy()));
    return new ShardedRegistrar(
        id -> sharding.entityRefFor(RegistrarEntity.TYPE_KEY, id), environment, system.scheduler());
  }

  @Override
  public CompletionStage<List<Binding>> lookup(TenantId tenant, Extension extension) {
    int slice = Slices.of(extension);
    var settings = environment.settings();
    CompletableFuture<RegistrarEntity.Found> answer =
        ask(
            tenant,
            slice,
            settings.answerPatience(),
            replyTo -> new RegistrarEntity.Lookup(extension, replyTo));
    var inTime =
        answer.copy().orTimeout(settings.lookupPatience().toMillis(), TimeUnit.MILLISECONDS);
    return isKnown(inTime)
        .thenCompose(
            known ->
                known
                    ? answer.thenApply(RegistrarEntity.Found::bindings)
                    : lookupStored(tenant, slice, extension, answer));
  }

  private static CompletionStage<Boolean> isKnown(CompletionStage<RegistrarEntity.Found> answer) {
    return answer.handle((found, silence) -> silence == null && found.known());
  }

  private CompletionStage<List<Binding>> lookupStored(
      TenantId tenant,
      int slice,
      Extension extension,
      CompletableFuture<RegistrarEntity.Found> answer) {
    environment.metrics().fellBack();
    var stored = environment.store().read(tenant, slice, extension).thenApply(this::live);
    var first = new CompletableFuture<List<Binding>>();
    stored.thenAccept(rows -> completeUnlessEmpty(first, rows));
    // That nothing is stored is no answer of a slice that is slow, not gone: it writes behind.
    isKnown(answer)
        .thenCompose(known -> known ? answer.thenApply(RegistrarEntity.Found::bindings) : stored)
        .whenComplete((bindings, failure) -> complete(first, bindings, failure));
    return first;
  }

  private static void completeUnlessEmpty(
      CompletableFuture<List<Binding>> lookup, List<Binding> bindings) {
    if (!bindings.isEmpty()) {
      lookup.complete(bindings);
    }
  }

  private static void complete(
      CompletableFuture<List<Binding>> lookup, List<Binding> bindings, Throwable failure) {
    if (failure == null) {
      lookup.complete(bindings);
    } else {
      lookup.completeExceptionally(failure);
    }
  }

  private List<Binding> live(List<Binding> stored) {
    var aor = Aor.EMPTY;
    for (var binding : stored) {
      aor = aor.merge(binding).next();
    }
    return aor.bindings(environment.clock().instant());
  }

  @Override
  public CompletionStage<RegistrationResult> register(
      TenantId tenant, Extension extension, Registration registration) {
    return ask(
        tenant,
        Slices.of(extension),
        environment.settings().answerPatience(),
        replyTo -> new RegistrarEntity.Register(extension, registration, replyTo));
  }

  @Override
  public CompletionStage<Boolean> remove(TenantId tenant, Extension extension, String bindingId) {
    CompletionStage<RegistrarEntity.Removed> answer =
        ask(
            tenant,
            Slices.of(extension),
            environment.settings().answerPatience(),
            replyTo -> new RegistrarEntity.Remove(extension, bindingId, replyTo));
    return answer.thenApply(RegistrarEntity.Removed::found);
  }

  @Override
  public CompletionStage<Boolean> heard(
      TenantId tenant, Extension extension, String bindingId, Flow flow, Pulse pulse) {
    CompletionStage<RegistrarEntity.Watched> answer =
        ask(
            tenant,
            Slices.of(extension),
            environment.settings().answerPatience(),
            replyTo -> new RegistrarEntity.Heard(extension, bindingId, flow, pulse, replyTo));
    return answer.thenApply(RegistrarEntity.Watched::goesOn);
  }

  @Override
  public CompletionStage<Void> removeAll(TenantId tenant, Extension extension) {
    return register(tenant, extension, Registration.removal()).thenApply(result -> null);
  }

  @Override
  public CompletionStage<BindingPage> list(TenantId tenant, String after, int wanted) {
    int limit = Math.min(wanted, MAX_PAGE);
    var from = after == null ? null : new Extension(after);
    CompletionStage<List<BindingPage>> pages =
        CompletableFuture.completedStage(new ArrayList<>(Slices.COUNT));
    for (int slice = 0; slice < Slices.COUNT; slice++) {
      CompletionStage<BindingPage> page =
          ask(
              tenant,
              slice,
              environment.settings().answerPatience(),
              replyTo -> new RegistrarEntity.ListBindings(from, limit, replyTo));
      pages =
          pages.thenCombine(
              page,
              (all, one) -> {
                all.add(one);
                return all;
              });
    }
    return pages.thenApply(all -> combine(all, limit));
  }

  /** Slices answer with whole extensions, so everything up to the cut is complete. */
  private static BindingPage combine(List<BindingPage> pages, int limit) {
    var sorted =
        pages.stream()
            .flatMap(page -> page.bindings().stream())
            .sorted(Comparator.comparing(ExtensionBinding::extension))
            .toList();
    int end = 0;
    while (end < sorted.size() && (end < limit || isSameExtension(sorted, end))) {
      end++;
    }
    boolean more = end < sorted.size() || pages.stream().anyMatch(page -> page.next() != null);
    String next = more && end > 0 ? sorted.get(end - 1).extension().value() : null;
    return new BindingPage(List.copyOf(sorted.subList(0, end)), next);
  }

  private static boolean isSameExtension(List<ExtensionBinding> sorted, int at) {
    return sorted.get(at).extension().equals(sorted.get(at - 1).extension());
  }

  private <T> CompletableFuture<T> ask(
      TenantId tenant,
      int slice,
      Duration patience,
      org.apache.pekko.japi.function.Function<ActorRef<T>, RegistrarEntity.Command> message) {
    String id = Slices.entityId(tenant, slice);
    var here = environment.slicesHere().get(id);
    RecipientRef<RegistrarEntity.Command> entity = here != null ? here : entities.apply(id);
    return Direct.of(AskPattern.ask(entity, message, patience, scheduler));
  }
}
