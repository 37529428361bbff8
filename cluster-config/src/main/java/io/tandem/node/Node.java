package io.tandem.node;

import com.typesafe.config.Config;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.media.MediaCapacity;
import io.tandem.secret.ClusterSecrets;
import io.tandem.secret.StoredSecrets;
import io.tandem.settings.SettingsException;
import io.tandem.store.CassandraStore;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node, from its start to its end. The main thread starts it, the shutdown hook ends it.
 */
final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration KEY_RELOAD = ClusterSecrets.ACTIVATION.dividedBy(4);

  /** A key signs for so long; the ring keeps it for several times that. */
  private static final Duration KEY_AGE = Duration.ofDays(30);

  private static final Duration FLUSH_LIMIT = Duration.ofSeconds(10);

  private static final String MEMBERSHIP = "cluster membership";

  /** A node that cannot hold this many calls is a mistake. */
  private static final int FEWEST_CALLS = 100;

  private final NodeSettings settings;
  private final Closers closers;
  private final Health health;
  private final Engine.Running engine;
  private final int apiPort;
  private final MeterRegistry meters;
  private final Drain.Elsewhere elsewhere;
  private final CompletableFuture<Void> clusterLost = new CompletableFuture<>();
  private volatile boolean ending;

  private Node(
      NodeSettings settings,
      Closers closers,
      Health health,
      Engine.Running engine,
      int apiPort,
      MeterRegistry meters,
      Drain.Elsewhere elsewhere) {
    this.settings = settings;
    this.closers = closers;
    this.health = health;
    this.engine = engine;
    this.apiPort = apiPort;
    this.meters = meters;
    this.elsewhere = elsewhere;
  }

  /**
   * Starts a node.
   *
   * @throws NodeStartException or {@link SettingsException} when it cannot start; nothing stays
   *     open
   */
  static Node start(NodeSettings settings, Config config) {
    return start(settings, config, new Closers());
  }

  /**
   * Starts a node.
   *
   * @param closers who closes them meanwhile ends the start
   * @throws NodeStartException or {@link SettingsException} when it cannot start; nothing stays
   *     open
   */
  static Node start(NodeSettings settings, Config config, Closers closers) {
    try {
      return startAll(settings, config, closers);
    } catch (RuntimeException | Error e) {
      boolean toldToEnd = closers.isClosed(); // whatever went wrong then, that is why
      closers.closeAll();
      if (toldToEnd) {
        throw NodeStartException.toldToEnd(e);
      }
      throw e;
    }
  }

  private static Node startAll(NodeSettings settings, Config config, Closers closers) {
    var log = new StartLog();
    var clock = Clock.systemUTC();
    var health = new Health();
    var metrics = new Metrics(settings.node());
    log.note("Tandem %s, node %s".formatted(Version.TEXT, settings.node()));
    log.note(MemoryBounds.ofThis().toString());
    checkCapacity(settings, log);
    OwnPorts.demandFree(settings);
    closers.add("data folder", DataFolder.take(settings.data()));
    CassandraStore store = new Database(settings, log, closers, metrics.registry()).open(clock);
    ActorSystem<?> system = joinCluster(settings, config, store, log, closers);
    ClusterSecrets secrets =
        log.step(
            "Read the cluster's keys",
            LIMIT,
            cause -> "the cluster's keys cannot be read: " + cause,
            () -> ClusterSecrets.load(new StoredSecrets(store.clusterSecrets()), clock));
    renewKeys(system, secrets);
    Engine.Running engine =
        new Engine(settings, log, closers, metrics.registry(), clock).start(system, store, secrets);
    system.systemActorOf(
        NodeAgent.create(
            settings.node(),
            engine.tenants().liveCalls(),
            engine.calls()::shutDown,
            clock.instant(),
            health::isDraining),
        "node-agent",
        Props.empty());
    var departed = new Departed(clock);
    system.systemActorOf(departed.watch(settings.node()), "departed", Props.empty());
    var view = new ClusterView(system, engine.calls()::hangUp, departed, engine.lostCalls());
    int apiPort =
        new Administration(settings, log, closers, clock)
            .start(system, store, secrets, engine, view, health, metrics);
    health.ready();
    log.ready(describe(settings, engine, apiPort));
    var elsewhere = view.by(settings.node());
    var node = new Node(settings, closers, health, engine, apiPort, metrics.registry(), elsewhere);
    system.getWhenTerminated().thenRun(node::onSystemEnded);
    return node;
  }

  /** A key that another node rotates in must be known here before it signs. */
  private static void renewKeys(ActorSystem<?> system, ClusterSecrets secrets) {
    system
        .scheduler()
        .scheduleWithFixedDelay(
            KEY_RELOAD,
            KEY_RELOAD,
            () ->
                secrets
                    .rotateOlderThan(KEY_AGE)
                    .exceptionally(
                        failure -> {
                          LOG.debug("The cluster's keys cannot be read now", failure);
                          return null;
                        }),
            system.executionContext());
  }

  private static void checkCapacity(NodeSettings settings, StartLog log) {
    var capacity = MediaCapacity.of(settings.media());
    if (capacity.byDescriptors() < FEWEST_CALLS) {
      throw new SettingsException(
          "ulimit -n",
          "room for " + capacity.byDescriptors() + " calls",
          "four file descriptors for each of %d calls and 1000 more; raise the limit of open files"
              .formatted(capacity.byPorts()));
    }
    if (capacity.isShortOfDescriptors()) {
      log.note(
          "the limit of open files (ulimit -n) lets this node hold %d calls, tandem.media.ports %d"
              .formatted(capacity.byDescriptors(), capacity.byPorts()));
    }
  }

  private static ActorSystem<?> joinCluster(
      NodeSettings settings, Config config, CassandraStore store, StartLog log, Closers closers) {
    var membership =
        ClusterMembership.start(settings.cluster(), settings.node(), config, store.leases());
    closers.add(MEMBERSHIP, membership::leave);
    membership.system().getWhenTerminated().thenRun(log::clusterLost);
    log.step(
        settings.cluster().seeds().isEmpty() ? "Began a cluster" : "Joined the cluster",
        LIMIT,
        cause -> membership.explain(LIMIT),
        membership::join);
    membership.demandOwnName(settings.node());
    return membership.system();
  }

  private static String describe(NodeSettings settings, Engine.Running engine, int apiPort) {
    var sip =
        engine.sip().listeners().stream()
            .map(listener -> "%s %s".formatted(listener.transport(), listener.advertised()))
            .collect(Collectors.joining(", "));
    return "SIP at %s; media ports %d-%d; API at http:/%s/v1"
        .formatted(
            sip,
            settings.media().firstPort(),
            settings.media().lastPort(),
            new InetSocketAddress(settings.api().bind().getAddress(), apiPort));
  }

  /** The parts of the running engine. */
  Engine.Running engine() {
    return engine;
  }

  /** The port that the API has bound. */
  int apiPort() {
    return apiPort;
  }

  /** What the node measures. */
  MeterRegistry meters() {
    return meters;
  }

  /**
   * Completes when the others removed this node, or it found itself on the side that has to end.
   * Nothing that it knew of the cluster is good any more: it has to be stopped and started anew.
   */
  CompletionStage<Void> clusterLost() {
    return clusterLost;
  }

  private void onSystemEnded() {
    if (!ending) {
      LOG.error("This node is no longer in its cluster; it ends, and has to be started again");
      clusterLost.complete(null);
    }
  }

  /**
   * Ends the node in good order: no new calls, running ones may finish, their records are stored,
   * the cluster is left. Takes at most the drain time and half a minute.
   */
  void stop() {
    ending = true;
    LOG.info("Ending: new calls are refused");
    health.draining();
    engine.edge().drain();
    new Drain(engine.tenants().liveCalls(), engine.calls()::shutDown, elsewhere)
        .run(settings.drain());
    closers.close(Administration.HTTP);
    closers.close(MEMBERSHIP); // calls that are left say so to their phones, and write records
    boolean stored = engine.spool().flush(FLUSH_LIMIT).toCompletableFuture().join();
    LOG.info(stored ? "All call records are stored" : "Call records are left in the spool");
    closers.closeAll();
    LOG.info("Ended");
  }
}
