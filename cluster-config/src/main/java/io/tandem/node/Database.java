package io.tandem.node;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.store.AccessException;
import io.tandem.store.CassandraStore;
import io.tandem.store.RareLine;
import io.tandem.store.SchemaException;
import io.tandem.store.StoreSettings;
import io.tandem.store.cassandra.EmbeddedCassandra;
import io.tandem.store.cassandra.EmbeddedCassandraSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the node's database, or starts it one, and opens the store in it. */
final class Database {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration DIAGNOSIS = Duration.ofSeconds(10);
  private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);
  private static final Duration RESTART_AFTER = Duration.ofSeconds(2);

  private final NodeSettings settings;
  private final StartLog log;
  private final Closers closers;
  private final MeterRegistry meters;

  Database(NodeSettings settings, StartLog log, Closers closers, MeterRegistry meters) {
    this.settings = settings;
    this.log = log;
    this.closers = closers;
    this.meters = meters;
  }

  CassandraStore open(Clock clock) {
    var database = settings.database();
    List<InetSocketAddress> contactPoints =
        database.isEmbedded()
            ? List.of(startEmbedded())
            : database.contactPoints().stream()
                .map(point -> new InetSocketAddress(point.host(), point.port()))
                .toList();
    var store =
        log.step(
            "Opened the store in " + describe(contactPoints),
            database.connectWithin(),
            cause -> explain(cause, contactPoints),
            () -> CassandraStore.open(storeSettings(contactPoints), clock, meters));
    closers.add("store", () -> store.close().toCompletableFuture().join());
    return store;
  }

  private StoreSettings storeSettings(List<InetSocketAddress> contactPoints) {
    var database = settings.database();
    return new StoreSettings(
        contactPoints,
        database.datacenter(),
        database.keyspace(),
        Map.of(database.datacenter(), database.replicationFactor()),
        database
            .username()
            .map(user -> new StoreSettings.Credentials(user, database.password().orElse(""))),
        REQUEST_TIMEOUT);
  }

  private InetSocketAddress startEmbedded() {
    var database = settings.database();
    Path lib =
        database
            .embeddedLib()
            .orElseGet(
                () ->
                    Path.of(System.getProperty("tandem.home", "."))
                        .resolve("cluster-config/embedded-cassandra/target/lib"));
    var restarts = new Restarts();
    var cassandra =
        EmbeddedCassandra.open(
            new EmbeddedCassandraSettings(
                settings.data().resolve("cassandra"),
                lib,
                database.embeddedJavaHome(),
                database.embeddedHeap() >> 20,
                database.embeddedJavaOptions(),
                database.embeddedStartWithin()),
            restarts);
    closers.add("embedded Cassandra", cassandra);
    restarts.cassandra = cassandra;
    return log.step(
        "Started the embedded Cassandra",
        database.embeddedStartWithin(),
        cause -> "the embedded Cassandra does not start: " + cause.getMessage(),
        cassandra::start);
  }

  /** Reports the death of the embedded database, and starts it again. */
  private final class Restarts implements EmbeddedCassandra.Listener {
    private final Counter deaths = meters.counter("tandem.cassandra.embedded.deaths");
    private final RareLine deathLine = new RareLine(Clock.systemUTC(), LOG_INTERVAL);
    private final RareLine failureLine = new RareLine(Clock.systemUTC(), LOG_INTERVAL);
    private volatile EmbeddedCassandra cassandra;

    @Override
    public void progress(String line) {
      LOG.debug("embedded Cassandra: {}", line);
    }

    @Override
    public void died(int exitCode, String logTail) {
      deaths.increment();
      deathLine.add(
          1,
          times ->
              LOG.error(
                  "The embedded Cassandra ended with status {} and is started again, {} times since"
                      + " the last such line; calls go on meanwhile. The end of its log:\n{}",
                  exitCode,
                  times,
                  logTail));
      startAgain();
    }

    private void startAgain() {
      try {
        cassandra.start().whenComplete((address, failure) -> startedAgain(failure));
      } catch (IllegalStateException closed) {
        LOG.debug("The node ends, and its database with it");
      }
    }

    private void startedAgain(Throwable failure) {
      if (failure == null) {
        LOG.info("The embedded Cassandra answers again");
        return;
      }
      failureLine.add(
          1,
          times ->
              LOG.error(
                  "The embedded Cassandra does not start again, tried {} times: {}",
                  times,
                  failure.toString()));
      CompletableFuture.delayedExecutor(RESTART_AFTER.toMillis(), TimeUnit.MILLISECONDS)
          .execute(this::startAgain);
    }
  }

  private String explain(Throwable cause, List<InetSocketAddress> contactPoints) {
    var database = settings.database();
    if (cause instanceof SchemaException) {
      return cause.getMessage();
    }
    if (cause instanceof AccessException.Datacenter) {
      return "tandem.cassandra.datacenter = %s is wrong: expected %s, as the Cassandra at %s says"
          .formatted(database.datacenter(), cause.getMessage(), describe(contactPoints));
    }
    if (cause instanceof TimeoutException) {
      return explainSilence(contactPoints);
    }
    return "tandem.cassandra.contact-points = %s is wrong: expected a Cassandra that can be used (%s)"
        .formatted(describe(contactPoints), cause.getMessage());
  }

  private String explainSilence(List<InetSocketAddress> contactPoints) {
    var database = settings.database();
    var refusal =
        CassandraStore.findRefusal(storeSettings(contactPoints))
            .toCompletableFuture()
            .completeOnTimeout(Optional.empty(), DIAGNOSIS.toMillis(), TimeUnit.MILLISECONDS)
            .join();
    if (refusal.isPresent()) {
      return "tandem.cassandra.username = %s is wrong: expected a role of the Cassandra at %s, with its password (%s)"
          .formatted(
              database.username().orElse("(nothing)"),
              describe(contactPoints),
              refusal.get().getMessage());
    }
    return "tandem.cassandra.contact-points = %s is wrong: expected addresses of running Cassandra nodes; none has answered within %d s"
        .formatted(describe(contactPoints), database.connectWithin().toSeconds());
  }

  private static String describe(List<InetSocketAddress> contactPoints) {
    return String.join(
        ",", contactPoints.stream().map(a -> a.getHostString() + ":" + a.getPort()).toList());
  }
}
