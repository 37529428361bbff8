package io.tandem.store;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a keyspace's schema to this release's version.
 *
 * <p>Nodes that start together take turns: a lightweight transaction takes a lock that expires, so
 * that a node which dies with it holds the others up for {@link #LOCK_TIME} at most. Each version
 * is recorded with its checksum once all its statements are applied; a crash in between repeats
 * them, which is why they are repeatable.
 */
final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  static final Duration LOCK_TIME = Duration.ofSeconds(40);
  private static final Duration LOCK_RETRY = Duration.ofMillis(250);

  /** Long enough for the lock of a node that died, short enough for a start that waits a minute. */
  private static final Duration LOCK_PATIENCE = LOCK_TIME.plusSeconds(10);

  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);

  private final CqlSession session;
  private final String keyspace;
  private final List<SchemaVersion> versions;
  private final Clock clock;
  private final String owner = UUID.randomUUID().toString();

  Migrations(CqlSession session, String keyspace, List<SchemaVersion> versions, Clock clock) {
    this.session = session;
    this.keyspace = keyspace;
    this.versions = versions;
    this.clock = clock;
  }

  /**
   * Applies what is missing. Fails with {@link SchemaException} when the keyspace holds a version
   * that this release does not know, or knows differently.
   */
  CompletionStage<Void> run() {
    Instant deadline = clock.instant().plus(LOCK_PATIENCE);
    return createBookkeeping()
        .thenCompose(done -> acquire(deadline))
        .thenCompose(done -> applied())
        .thenCompose(this::applyMissing)
        .handle((done, error) -> release().thenCompose(released -> asResult(error)))
        .thenCompose(result -> result);
  }

  /**
   * Before there is a lock, two nodes may create its table at once; with an id of our own both
   * create the same table.
   */
  private CompletionStage<Void> createBookkeeping() {
    return ddl("CREATE TABLE IF NOT EXISTS schema_lock (name text PRIMARY KEY, owner text) WITH id = "
            + tableId("schema_lock"))
        .thenCompose(
            done ->
                ddl(
                    "CREATE TABLE IF NOT EXISTS schema_versions (series text, version int,"
                        + " name text, checksum text, applied_at timestamp,"
                        + " PRIMARY KEY ((series), version)) WITH id = "
                        + tableId("schema_versions")));
  }

  private String tableId(String table) {
    byte[] name = (keyspace + "." + table).getBytes(StandardCharsets.UTF_8);
    return "'" + UUID.nameUUIDFromBytes(name) + "'";
  }

  private CompletionStage<Void> acquire(Instant deadline) {
    return execute(
            "INSERT INTO schema_lock (name, owner) VALUES ('migrations', ?) IF NOT EXISTS"
                + " USING TTL "
                + LOCK_TIME.toSeconds(),
            owner)
        .thenCompose(
            answer -> {
              if (answer.wasApplied()) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              if (clock.instant().isAfter(deadline)) {
                return CompletableFuture.<Void>failedFuture(
                    new StoreException(
                        "another node has been migrating keyspace " + keyspace + " for too long"));
              }
              return later().thenCompose(waited -> acquire(deadline));
            });
  }

  private static CompletionStage<Void> later() {
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(LOCK_RETRY.toMillis(), TimeUnit.MILLISECONDS));
  }

  private CompletionStage<Void> release() {
    return execute("DELETE FROM schema_lock WHERE name = 'migrations' IF owner = ?", owner)
        .handle(
            (answer, error) -> {
              if (error != null) {
                LOG.warn("Cannot release the migration lock; it expires by itself", error);
              }
              return null;
            });
  }

  private CompletionStage<Map<Integer, Row>> applied() {
    return execute("SELECT version, name, checksum FROM schema_versions WHERE series = 'tandem'")
        .thenApply(
            rows -> {
              var byNumber = new HashMap<Integer, Row>();
              rows.currentPage().forEach(row -> byNumber.put(row.getInt("version"), row));
              return byNumber;
            });
  }

  private CompletionStage<Void> applyMissing(Map<Integer, Row> applied) {
    refuseForeign(applied);
    CompletionStage<Void> done = CompletableFuture.completedFuture(null);
    for (SchemaVersion version : versions) {
      if (!applied.containsKey(version.number())) {
        done = done.thenCompose(previous -> apply(version));
      }
    }
    return done;
  }

  private void refuseForeign(Map<Integer, Row> applied) {
    int newest = versions.get(versions.size() - 1).number();
    applied.forEach(
        (number, row) -> {
          String found = "Keyspace " + keyspace + " has schema version " + number;
          if (number > newest) {
            throw new SchemaException(
                found
                    + " ("
                    + row.getString("name")
                    + "), this release knows versions up to "
                    + newest
                    + ". Run the release that wrote it, or a newer one.");
          }
          SchemaVersion own = versions.get(number - 1);
          if (!own.checksum().equals(row.getString("checksum"))) {
            throw new SchemaException(
                found
                    + " ("
                    + row.getString("name")
                    + ") with checksum "
                    + row.getString("checksum")
                    + ", this release has ("
                    + own.name()
                    + ") with checksum "
                    + own.checksum()
                    + ". Released migrations are never edited: use the release that wrote it.");
          }
        });
  }

  private CompletionStage<Void> apply(SchemaVersion version) {
    LOG.info("Applying schema version {} ({})", version.number(), version.name());
    CompletionStage<Void> done = CompletableFuture.completedFuture(null);
    for (String statement : version.statements()) {
      done = done.thenCompose(previous -> keepLock()).thenCompose(kept -> ddl(statement));
    }
    return done.thenCompose(all -> record(version));
  }

  private CompletionStage<Void> record(SchemaVersion version) {
    return execute(
            "INSERT INTO schema_versions (series, version, name, checksum, applied_at)"
                + " VALUES ('tandem', ?, ?, ?, ?)",
            version.number(),
            version.name(),
            version.checksum(),
            clock.instant())
        .thenAccept(done -> {});
  }

  /** Takes the lock's full time again, before each statement. */
  private CompletionStage<Void> keepLock() {
    return execute(
            "UPDATE schema_lock USING TTL "
                + LOCK_TIME.toSeconds()
                + " SET owner = ? WHERE name = 'migrations' IF owner = ?",
            owner,
            owner)
        .thenAccept(
            answer -> {
              if (!answer.wasApplied()) {
                throw new StoreException("lost the migration lock of keyspace " + keyspace);
              }
            });
  }

  private CompletionStage<Void> ddl(String statement) {
    return execute(statement)
        .thenAccept(
            answer -> {
              if (!answer.getExecutionInfo().isSchemaInAgreement()) {
                throw new StoreException(
                    "Cassandra's nodes do not agree on the schema after: " + statement);
              }
            });
  }

  private CompletionStage<AsyncResultSet> execute(String text, Object... values) {
    return session
        .executeAsync(SimpleStatement.newInstance(text, values).setTimeout(STATEMENT_TIMEOUT))
        .exceptionallyCompose(DriverFailures::unlessRefused);
  }

  private static CompletionStage<Void> asResult(Throwable error) {
    return error == null
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(error);
  }
}
