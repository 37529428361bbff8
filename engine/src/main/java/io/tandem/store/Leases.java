package io.tandem.store;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Leases of which each has one owner in the whole cluster, and that expire by themselves. Every
 * stage fails with {@link StoreException} when the database does not say.
 */
public interface Leases {
  /**
   * Takes the lease {@code name}, or takes it anew for its whole life when {@code owner} has it
   * already. Safe to repeat after a failure that leaves open whether it was taken.
   *
   * @param life when it expires, counted from now, in whole seconds; zero: it does not
   * @return whether {@code owner} has it now
   */
  CompletionStage<Boolean> acquire(String name, String owner, Duration life);

  /** Who has the lease. */
  CompletionStage<Optional<String>> owner(String name);

  /** Gives the lease back; does nothing when {@code owner} has it no more. */
  CompletionStage<Void> release(String name, String owner);
}
