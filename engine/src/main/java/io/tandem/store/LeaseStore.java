package io.tandem.store;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Leases of which each has one owner in the whole cluster, and that expire by themselves. */
public final class LeaseStore {
  private final Cql cql;

  LeaseStore(Cql cql) {
    this.cql = cql;
  }

  /**
   * Takes the lease {@code name}. Safe to repeat after a failure that leaves open whether it was
   * taken.
   *
   * @param life when it expires, counted from now, in whole seconds
   * @return whether {@code owner} has it now, be it from before; fails with {@link StoreException}
   *     when Cassandra does not say
   */
  public CompletionStage<Boolean> acquire(String name, String owner, Duration life) {
    return cql.tryWrite(
            "INSERT INTO cluster_leases (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL ?",
            name,
            owner,
            Math.toIntExact(life.toSeconds()))
        .thenApply(answer -> answer.wasApplied() || owner.equals(answer.one().getString("owner")));
  }

  /** Gives the lease back; does nothing when {@code owner} has it no more. */
  public CompletionStage<Void> release(String name, String owner) {
    return cql.tryWrite("DELETE FROM cluster_leases WHERE name = ? IF owner = ?", name, owner)
        .thenAccept(AsyncResultSet::wasApplied);
  }
}
