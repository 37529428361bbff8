package io.tandem.tenant;

import io.tandem.id.CborSerializable;
import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import io.tandem.store.RareLine;
import io.tandem.store.StoreException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/**
 * One tenant: the only writer of its configuration, and the place where its limits are divided
 * among the nodes. Sharded; the entity id is the tenant's. It starts with the first message to the
 * tenant, reads what is stored, and asks the nodes what they hold; it leaves memory when idle, and
 * nothing is lost by that or by a crash.
 *
 * <p>One change is written at a time, the others wait in a bounded queue; leases are granted from
 * memory all the while, whatever the database does. Should there ever be two entities of a tenant,
 * the database lets only one of them write: the other learns that it is stale, reads again and
 * decides anew.
 */
final class TenantEntity extends AbstractBehavior<TenantEntity.Command> {
  static final EntityTypeKey<Command> TYPE_KEY = EntityTypeKey.create(Command.class, "tenant");

  private static final String COLLECTION = "lease collection";

  /** What an entity can be told. */
  sealed interface Command {}

  /** What is written, one after the other. */
  sealed interface Work extends Command {}

  /** Creates the tenant. */
  record Create(TenantLifecycle.NewTenant tenant, ActorRef<TenantReply> replyTo)
      implements Work, CborSerializable {}

  /**
   * Changes the tenant.
   *
   * @param expected the object's version that the wish was based on, or −1 for any
   */
  record Change(TenantChange change, long expected, Origin origin, ActorRef<TenantReply> replyTo)
      implements Work, CborSerializable {}

  /** Finishes a creation or deletion that was interrupted; {@code domain} as the list says. */
  record Settle(Domain domain) implements Work, CborSerializable {}

  /** A node reports what it holds and would like; it is told its grant. */
  record Renew(LeaseReport report, ActorRef<TenantNode.Command> replyTo)
      implements Command, CborSerializable {}

  /** Asks what is used of the limits; the nodes are asked afresh. */
  record GetUsage(ActorRef<UsageReply> replyTo) implements Command, CborSerializable {}

  /** The use; {@code null} when there is no such tenant. */
  record UsageReply(Usage usage) implements CborSerializable {}

  /** The shard moves, or the entity is idle. */
  enum Stop implements Command, NoSerializationVerificationNeeded {
    INSTANCE
  }

  /** Reads again what is stored. */
  enum Load implements Command, NoSerializationVerificationNeeded {
    INSTANCE
  }

  private enum CollectionTimeout implements Command, NoSerializationVerificationNeeded {
    INSTANCE
  }

  private record Loaded(Optional<TenantCopy> stored, Throwable error)
      implements Command, NoSerializationVerificationNeeded {}

  private record Finished(TenantWriter.Written written, ActorRef<TenantReply> replyTo)
      implements Command, NoSerializationVerificationNeeded {}

  private final TenantId tenant;
  private final TenantEnvironment environment;
  private final TimerScheduler<Command> timers;
  private final TenantWriter writer;
  private final LeaseDesk desk;
  private final Deque<Work> queue = new ArrayDeque<>();
  private final Deque<GetUsage> questions = new ArrayDeque<>();
  private final RareLine unreadLine;
  private TenantCopy copy;
  private boolean loaded;
  private boolean working;

  /** The entity of tenant {@code entityId}. */
  static Behavior<Command> create(TenantEnvironment environment, String entityId) {
    Behavior<Command> entity =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new TenantEntity(context, timers, environment, new TenantId(entityId))
                            .start()));
    return Behaviors.withMdc(Command.class, Map.of("tenant", entityId), entity);
  }

  private TenantEntity(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      TenantEnvironment environment,
      TenantId tenant) {
    super(context);
    this.tenant = tenant;
    this.environment = environment;
    this.timers = timers;
    this.writer = new TenantWriter(tenant, environment);
    this.unreadLine = new RareLine(environment.clock(), Duration.ofMinutes(1));
    this.desk =
        new LeaseDesk(
            new NodePort(),
            environment.members(),
            environment.settings().leaseLife(),
            environment.clock());
  }

  private Behavior<Command> start() {
    desk.collect(collected -> {});
    return load();
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Renew.class, this::onRenew)
        .onMessage(Work.class, this::onWork)
        .onMessage(GetUsage.class, this::onGetUsage)
        .onMessage(Loaded.class, this::onLoaded)
        .onMessage(Finished.class, this::onFinished)
        .onMessageEquals(Load.INSTANCE, this::load)
        .onMessageEquals(CollectionTimeout.INSTANCE, this::onCollectionTimeout)
        .onMessageEquals(Stop.INSTANCE, Behaviors::stopped)
        .build();
  }

  private Behavior<Command> onRenew(Renew renew) {
    desk.renew(renew.report(), renew.replyTo());
    return this;
  }

  private Behavior<Command> onCollectionTimeout() {
    desk.collectionTimedOut();
    return this;
  }

  /** What is not read yet is not "no such tenant"; beyond the bound who asks hears nothing. */
  private Behavior<Command> onGetUsage(GetUsage question) {
    if (!loaded) {
      if (questions.size() < environment.settings().maxWaitingChanges()) {
        questions.add(question);
      }
      return this;
    }
    desk.collect(collected -> question.replyTo().tell(new UsageReply(usage())));
    return this;
  }

  private Usage usage() {
    if (copy == null) {
      return null;
    }
    var limits = copy.profile().limits();
    return new Usage(
        new Usage.Meter(copy.configuration().extensions().size(), limits.extensions()),
        new Usage.Meter(desk.liveCalls(), limits.concurrentCalls()),
        new Usage.Meter(desk.callsPerSecond(), limits.callsPerSecond()));
  }

  private Behavior<Command> load() {
    getContext().pipeToSelf(writer.read(), Loaded::new);
    return this;
  }

  private Behavior<Command> onLoaded(Loaded answer) {
    if (answer.error() != null) {
      if (!StoreException.isAbsence(answer.error())) {
        unreadLine.add(
            1,
            times ->
                getContext()
                    .getLog()
                    .warn("Tenant {} cannot be read: {}", tenant, answer.error().toString()));
      }
      later(Load.INSTANCE);
      return this;
    }
    if (!loaded) {
      loaded = true;
      adopt(answer.stored().orElse(null));
      finishDeletion();
      questions.forEach(this::onGetUsage);
      questions.clear();
    } else if (!working) {
      adoptNewer(answer.stored());
    } else {
      later(Load.INSTANCE);
    }
    return next();
  }

  private void adoptNewer(Optional<TenantCopy> stored) {
    if (copy != null && stored.isPresent() && stored.get().version() > copy.version()) {
      adopt(stored.get());
      publish(TenantNode.Moved.of(copy));
    }
  }

  private void adopt(TenantCopy newCopy) {
    copy = newCopy;
    desk.serveWith(copy);
  }

  /** A tenant in status DELETING has only one future. */
  private void finishDeletion() {
    if (isDeleting()) {
      queue.addFirst(new Settle(copy.profile().domain()));
    }
  }

  private boolean isDeleting() {
    return copy != null && copy.profile().status() == TenantStatus.DELETING;
  }

  private Behavior<Command> onWork(Work work) {
    if (queue.size() < environment.settings().maxWaitingChanges()) {
      queue.add(work);
      return next();
    }
    var replyTo = replyTo(work);
    if (replyTo != null) {
      replyTo.tell(TenantReply.of(new Outcome.Busy<>()));
    }
    return this;
  }

  private static ActorRef<TenantReply> replyTo(Work work) {
    if (work instanceof Create create) {
      return create.replyTo();
    }
    return work instanceof Change change ? change.replyTo() : null;
  }

  /** Begins the next work, unless one is under way. */
  private Behavior<Command> next() {
    if (loaded && !working && !queue.isEmpty()) {
      var work = queue.remove();
      if (work instanceof Settle && isDeleting() && !desk.isIdle()) {
        // Calls that still live will leave records, which have to go too.
        later(work);
        return next();
      }
      working = true;
      getContext()
          .pipeToSelf(begin(work), (written, impossible) -> new Finished(written, replyTo(work)));
    }
    return this;
  }

  private CompletionStage<TenantWriter.Written> begin(Work work) {
    if (work instanceof Create create) {
      return writer.create(copy, create.tenant());
    }
    if (work instanceof Change change) {
      return writer.change(copy, change);
    }
    return writer.settle(copy, ((Settle) work).domain());
  }

  private Behavior<Command> onFinished(Finished finished) {
    var written = finished.written();
    working = false;
    if (copy != written.copy()) {
      adopt(written.copy());
      if (written.news() instanceof TenantNode.Changed) {
        finishDeletion();
      }
    }
    if (written.news() != null) {
      publish(written.news());
    }
    if (finished.replyTo() != null) {
      finished.replyTo().tell(written.reply());
    }
    if (written.later() != null) {
      later(written.later());
    }
    return next();
  }

  private void later(Command command) {
    timers.startSingleTimer(command.getClass(), command, environment.settings().retryInterval());
  }

  private void publish(TenantNode.News news) {
    environment.node().tell(new TenantNode.Spread(news));
  }

  /** The desk's way to the nodes. */
  private final class NodePort implements LeaseDesk.Port {
    @Override
    public void collect() {
      timers.startSingleTimer(
          COLLECTION, CollectionTimeout.INSTANCE, environment.settings().collectPatience());
      environment.node().tell(new TenantNode.Spread(new TenantNode.RenewNow(tenant, false)));
    }

    @Override
    public void renewNow(ActorRef<TenantNode.Command> node, boolean reclaim) {
      node.tell(new TenantNode.RenewNow(tenant, reclaim));
    }

    @Override
    public void grant(ActorRef<TenantNode.Command> node, LeaseGrant grant) {
      node.tell(new TenantNode.Granted(tenant, grant));
    }
  }
}
