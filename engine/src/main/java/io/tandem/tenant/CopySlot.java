package io.tandem.tenant;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The place of one tenant's copy on a node. Copies only ever get newer in it. Safe for any thread;
 * reading takes no lock.
 */
final class CopySlot {
  private static final int READS = 3;

  private volatile TenantCopy copy;
  private volatile long usedAt;
  private volatile long confirmedAt;
  private long expected;
  private CompletableFuture<Optional<TenantConfiguration>> loading;

  /** An empty slot; times are milliseconds of the clock. */
  CopySlot(long now) {
    usedAt = now;
    confirmedAt = now;
  }

  /** The configuration, or {@code null} when there is none yet. */
  TenantConfiguration use(long now) {
    usedAt = now;
    var present = copy;
    return present == null ? null : present.configuration();
  }

  /** The copy, or {@code null}; it does not count as used. */
  TenantCopy copy() {
    return copy;
  }

  long usedAt() {
    return usedAt;
  }

  boolean isEmpty() {
    return copy == null;
  }

  /** Whether a copy is here that was last known to be up to date before {@code time}. */
  boolean confirmedBefore(long time) {
    return copy != null && confirmedAt < time;
  }

  /** The copy that is being read must be at {@code version} at least. */
  synchronized void expect(long version) {
    expected = Math.max(expected, version);
  }

  /** Whether a copy of {@code version} or later is here. */
  synchronized boolean isAt(long version, long now) {
    if (copy == null || copy.version() < version) {
      return false;
    }
    confirmedAt = now;
    return true;
  }

  /** Applies the next change; false when changes before it are missing. */
  synchronized boolean apply(TenantChanged change, long now) {
    if (copy == null || change.version() > copy.version() + 1) {
      expected = Math.max(expected, change.version());
      return false;
    }
    if (change.version() == copy.version() + 1) {
      copy = copy.apply(change);
    }
    confirmedAt = now;
    return true;
  }

  /** Takes {@code read} unless the copy here is newer. */
  synchronized void offer(TenantCopy read, long now) {
    if (copy == null || read.version() > copy.version()) {
      copy = read;
    }
    confirmedAt = now;
  }

  /** In one step, so that who expects a version joins a read that will notice, or begins one. */
  private synchronized boolean endUnlessBehind() {
    boolean behind = copy != null && copy.version() < expected;
    if (!behind) {
      loading = null;
    }
    return !behind;
  }

  private synchronized void end() {
    loading = null;
  }

  /** Runs {@code read}, which ends in {@link #offer}, unless it is running; shares its result. */
  CompletionStage<Optional<TenantConfiguration>> loadOnce(
      Supplier<CompletionStage<Optional<TenantCopy>>> read) {
    CompletableFuture<Optional<TenantConfiguration>> mine;
    synchronized (this) {
      if (loading != null) {
        return loading;
      }
      mine = new CompletableFuture<>();
      loading = mine;
    }
    run(read, mine, READS);
    return mine;
  }

  /** Reads again when news of a later version came in while it read. */
  private void run(
      Supplier<CompletionStage<Optional<TenantCopy>>> read,
      CompletableFuture<Optional<TenantConfiguration>> result,
      int reads) {
    read.get()
        .whenComplete(
            (found, error) -> {
              boolean again = error == null && found.isPresent() && reads > 1;
              if (again && !endUnlessBehind()) {
                run(read, result, reads - 1);
                return;
              }
              if (!again) {
                end();
              }
              if (error != null) {
                result.completeExceptionally(error);
              } else {
                result.complete(found.map(any -> copy.configuration()));
              }
            });
  }
}
