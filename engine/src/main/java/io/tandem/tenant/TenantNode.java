package io.tandem.tenant;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tandem.id.CborSerializable;
import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * A node's end of the conversation with the tenants' entities: renews the node's leases, asks for
 * more when calls wait, takes the news of changes to the node's copies, and spreads what this
 * node's entities have to say to all nodes. One a node, for the node's life; what it knows is in
 * {@link TenantLeases} and {@link NodeTenants}, so that a restart loses only timers.
 */
final class TenantNode extends AbstractBehavior<TenantNode.Command> {
  static final ServiceKey<Command> SERVICE_KEY = ServiceKey.create(Command.class, "tenant-node");

  /** The wait before the entity is asked again while others return what they do not need. */
  private static final Duration RECLAIM_PAUSE = Duration.ofMillis(30);

  /** What a node can be told. */
  sealed interface Command {}

  /** News of a tenant, for every node. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Changed.class, name = "changed"),
    @JsonSubTypes.Type(value = Moved.class, name = "moved"),
    @JsonSubTypes.Type(value = Erased.class, name = "erased")
  })
  sealed interface News extends Command, CborSerializable {}

  /** A tenant changed, in this way. */
  record Changed(TenantChanged change) implements News {}

  /** A tenant is at {@code version} now; what changed is not known. */
  record Moved(TenantId tenant, Domain domain, long version) implements News {
    static Moved of(TenantCopy copy) {
      return new Moved(copy.configuration().id(), copy.profile().domain(), copy.version());
    }
  }

  /** There is no such tenant any more. */
  record Erased(TenantId tenant, Domain domain) implements News {}

  /**
   * Report to the tenant's entity now.
   *
   * @param reclaim whether to give back what is not needed
   */
  record RenewNow(TenantId tenant, boolean reclaim) implements Command, CborSerializable {}

  /** The answer to a report. */
  record Granted(TenantId tenant, LeaseGrant grant) implements Command, CborSerializable {}

  /** Tell {@code message} to all nodes, this one included. */
  record Spread(Command message) implements Command, NoSerializationVerificationNeeded {}

  /** Calls of {@code tenant} wait for a larger lease. */
  record Short(TenantId tenant) implements Command, NoSerializationVerificationNeeded {}

  private record Ask(TenantId tenant) implements Command, NoSerializationVerificationNeeded {}

  private record AskUnanswered(TenantId tenant)
      implements Command, NoSerializationVerificationNeeded {}

  private record Peers(Set<ActorRef<Command>> nodes, Set<ActorRef<Command>> reachable)
      implements Command, NoSerializationVerificationNeeded {}

  private enum Tick implements Command, NoSerializationVerificationNeeded {
    RENEW,
    COMPARE
  }

  private record AskKey(TenantId tenant) {}

  private record UnansweredKey(TenantId tenant) {}

  private final TimerScheduler<Command> timers;
  private final NodeTenants tenants;
  private final TenantLeases leases;
  private final BiConsumer<TenantId, TenantEntity.Command> entities;
  private final TenantSweep sweep;
  private final TenantNodeSettings settings;
  private Set<ActorRef<Command>> peers;
  private Set<ActorRef<Command>> reachable;

  /**
   * @param entities how an entity is told something
   */
  static Behavior<Command> create(
      NodeTenants tenants,
      TenantLeases leases,
      BiConsumer<TenantId, TenantEntity.Command> entities,
      TenantSweep sweep,
      TenantNodeSettings settings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers ->
                    new TenantNode(context, timers, tenants, leases, entities, sweep, settings)
                        .start()));
  }

  private TenantNode(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      NodeTenants tenants,
      TenantLeases leases,
      BiConsumer<TenantId, TenantEntity.Command> entities,
      TenantSweep sweep,
      TenantNodeSettings settings) {
    super(context);
    this.timers = timers;
    this.tenants = tenants;
    this.leases = leases;
    this.entities = entities;
    this.sweep = sweep;
    this.settings = settings;
    this.peers = Set.of(context.getSelf());
    this.reachable = peers;
  }

  private Behavior<Command> start() {
    var self = getContext().getSelf();
    var receptionist = getContext().getSystem().receptionist();
    receptionist.tell(Receptionist.register(SERVICE_KEY, self));
    var listings =
        getContext()
            .messageAdapter(
                Receptionist.Listing.class,
                listing ->
                    new Peers(
                        listing.getAllServiceInstances(SERVICE_KEY),
                        listing.getServiceInstances(SERVICE_KEY)));
    receptionist.tell(Receptionist.subscribe(SERVICE_KEY, listings));
    leases.onShort(tenant -> self.tell(new Short(tenant)));
    timers.startTimerWithFixedDelay(Tick.RENEW, settings.renewInterval());
    timers.startTimerWithFixedDelay(Tick.COMPARE, settings.domainInterval());
    return this;
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Granted.class, this::onGranted)
        .onMessage(RenewNow.class, this::onRenewNow)
        .onMessage(Short.class, this::onShort)
        .onMessage(Ask.class, this::onAsk)
        .onMessage(AskUnanswered.class, this::onAskUnanswered)
        .onMessage(News.class, this::onNews)
        .onMessage(Spread.class, this::onSpread)
        .onMessage(Peers.class, this::onPeers)
        .onMessageEquals(Tick.RENEW, this::onRenew)
        .onMessageEquals(Tick.COMPARE, this::onCompare)
        .build();
  }

  private Behavior<Command> onShort(Short message) {
    return askAfter(message.tenant(), leases.share(message.tenant()).askDelay());
  }

  private Behavior<Command> askAfter(TenantId tenant, Duration delay) {
    if (delay.isZero()) {
      return onAsk(new Ask(tenant));
    }
    timers.startSingleTimer(new AskKey(tenant), new Ask(tenant), delay);
    return this;
  }

  private Behavior<Command> onAsk(Ask ask) {
    var tenant = ask.tenant();
    report(tenant, leases.share(tenant).report(false));
    var unanswered = new UnansweredKey(tenant);
    if (!timers.isTimerActive(unanswered)) {
      timers.startSingleTimer(unanswered, new AskUnanswered(tenant), settings.admissionPatience());
    }
    return this;
  }

  private Behavior<Command> onAskUnanswered(AskUnanswered message) {
    boolean stillWaiting = leases.share(message.tenant()).expire(settings.admissionPatience());
    return stillWaiting ? onAsk(new Ask(message.tenant())) : this;
  }

  private Behavior<Command> onGranted(Granted granted) {
    var tenant = granted.tenant();
    tenants.expect(tenant, granted.grant().version());
    var share = leases.share(tenant);
    return switch (share.granted(granted.grant())) {
      case REST -> rest(tenant, share);
      case REPORT -> askAfter(tenant, share.askDelay());
      case REPORT_SOON -> askAfter(tenant, RECLAIM_PAUSE);
    };
  }

  private Behavior<Command> rest(TenantId tenant, NodeShare share) {
    if (!share.isWaiting()) {
      timers.cancel(new UnansweredKey(tenant));
    }
    return this;
  }

  private Behavior<Command> onRenewNow(RenewNow message) {
    report(message.tenant(), leases.report(message.tenant(), message.reclaim()));
    return this;
  }

  private Behavior<Command> onRenew() {
    for (var tenant : leases.tenants()) {
      var report = leases.share(tenant).renewal();
      if (report != null) {
        report(tenant, report);
      }
    }
    return this;
  }

  private void report(TenantId tenant, LeaseReport report) {
    entities.accept(tenant, new TenantEntity.Renew(report, getContext().getSelf()));
  }

  private Behavior<Command> onNews(News news) {
    tenants.learn(news);
    if (news instanceof Erased erased) {
      leases.forget(erased.tenant());
    }
    return this;
  }

  private Behavior<Command> onSpread(Spread spread) {
    peers.forEach(node -> node.tell(spread.message()));
    return this;
  }

  private Behavior<Command> onPeers(Peers message) {
    var all = new HashSet<>(message.nodes());
    all.add(getContext().getSelf());
    peers = all;
    boolean news = !reachable.containsAll(message.reachable());
    reachable = message.reachable();
    if (news) {
      tenants.doubt(); // what it spread before it knew this node, or while it was out of reach
    }
    return this;
  }

  /** What messages may have missed comes from the database. */
  private Behavior<Command> onCompare() {
    tenants.compareDomains();
    tenants.compareVersions();
    sweep.run();
    return this;
  }
}
