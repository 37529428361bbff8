package io.tandem.store;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.store.cassandra.EmbeddedCassandra;
import io.tandem.store.cassandra.EmbeddedCassandraSettings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * One real Cassandra for all tests of a JVM, started at its first use and gone with the JVM. Tests
 * keep apart by keyspace: see {@link #newKeyspace}.
 */
public final class TestCassandra {
  private static final AtomicInteger KEYSPACES = new AtomicInteger();

  /**
   * Each change of a schema is otherwise written to the disk at once, which is a third of what the
   * tests' many keyspaces cost. After a kill their tables would be gone.
   */
  private static final String SCHEMA_IN_MEMORY =
      "-Dcassandra.test.flush_local_schema_changes=false";

  private TestCassandra() {}

  /**
   * The shared database, running. Other tests use it at the same time: who wants to pause or kill
   * one starts {@link #startAnother another}.
   */
  public static EmbeddedCassandra shared() {
    return Holder.SHARED;
  }

  /** A database of the caller's own, running, to be paused and killed; the caller closes it. */
  public static EmbeddedCassandra startAnother() {
    return start();
  }

  /** A keyspace name that no other test uses. */
  public static String newKeyspace() {
    return "test_" + KEYSPACES.incrementAndGet();
  }

  /** A keyspace that the tests of this JVM share: those that keep apart by tenant. */
  public static final String SHARED_KEYSPACE = "test";

  /** Opens a store of the shared database; the caller closes it. */
  public static CassandraStore openStore(String keyspace, Clock clock) {
    return openStore(shared().contactPoint(), keyspace, clock);
  }

  /** Opens a store of any embedded database; the caller closes it. */
  public static CassandraStore openStore(
      InetSocketAddress contactPoint, String keyspace, Clock clock) {
    var settings = StoreSettings.of(contactPoint, "datacenter1", keyspace);
    return join(CassandraStore.open(settings, clock, new SimpleMeterRegistry()));
  }

  /** A plain session of any embedded database, for CQL that no store speaks. */
  public static CqlSession openSession(InetSocketAddress contactPoint) {
    var patient =
        DriverConfigLoader.programmaticBuilder()
            .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(20))
            .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(20))
            .withInt(DefaultDriverOption.REQUEST_TRACE_ATTEMPTS, 400)
            .withDuration(DefaultDriverOption.REQUEST_TRACE_INTERVAL, Duration.ofMillis(50))
            .build();
    return CqlSession.builder()
        .addContactPoint(contactPoint)
        .withLocalDatacenter("datacenter1")
        .withConfigLoader(patient)
        .build();
  }

  /** Waits for a stage, two minutes at most. */
  public static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(2, TimeUnit.MINUTES).join();
  }

  /** The folder of the embedded database's jars, which the build names. */
  public static Path lib() {
    String lib = System.getProperty("tandem.cassandra.lib");
    if (lib == null) {
      throw new IllegalStateException(
          "run with -Dtandem.cassandra.lib=<target/lib of the module embedded-cassandra>");
    }
    return Path.of(lib);
  }

  private static final class Holder {
    static final EmbeddedCassandra SHARED = start(SCHEMA_IN_MEMORY);
  }

  private static EmbeddedCassandra start(String... javaOptions) {
    try {
      Path folder = Files.createTempDirectory("tandem-test-cassandra");
      var cassandra =
          EmbeddedCassandra.open(
              EmbeddedCassandraSettings.of(folder, lib()).withJavaOptions(javaOptions),
              EmbeddedCassandra.Listener.SILENT);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> discard(cassandra, folder)));
      join(cassandra.start());
      return cassandra;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void discard(EmbeddedCassandra cassandra, Path folder) {
    cassandra.resume();
    join(cassandra.kill());
    cassandra.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
