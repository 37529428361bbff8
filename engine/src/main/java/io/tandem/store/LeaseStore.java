package io.tandem.store;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The leases as rows, with a time to live and written by lightweight transactions. */
public final class LeaseStore implements Leases {
  private final Cql cql;

  LeaseStore(Cql cql) {
    this.cql = cql;
  }

  @Override
  public CompletionStage<Boolean> acquire(String name, String owner, Duration life) {
    int seconds = Math.toIntExact(life.toSeconds());
    return cql.tryWrite(
            "INSERT INTO cluster_leases (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL ?",
            name,
            owner,
            seconds)
        .thenCompose(
            answer -> {
              if (answer.wasApplied()) {
                return CompletableFuture.completedFuture(true);
              }
              return owner.equals(answer.one().getString("owner"))
                  ? renew(name, owner, seconds)
                  : CompletableFuture.completedFuture(false);
            });
  }

  /** When it has just expired anybody may have it, so it is tried from the beginning. */
  private CompletionStage<Boolean> renew(String name, String owner, int seconds) {
    return cql.tryWrite(
            "UPDATE cluster_leases USING TTL ? SET owner = ? WHERE name = ? IF owner = ?",
            seconds,
            owner,
            name,
            owner)
        .thenCompose(
            answer ->
                answer.wasApplied()
                    ? CompletableFuture.completedFuture(true)
                    : acquire(name, owner, Duration.ofSeconds(seconds)));
  }

  @Override
  public CompletionStage<Optional<String>> owner(String name) {
    return cql.findSerial(
        row -> row.getString("owner"), "SELECT owner FROM cluster_leases WHERE name = ?", name);
  }

  @Override
  public CompletionStage<Void> release(String name, String owner) {
    return cql.tryWrite("DELETE FROM cluster_leases WHERE name = ? IF owner = ?", name, owner)
        .thenAccept(AsyncResultSet::wasApplied);
  }
}
