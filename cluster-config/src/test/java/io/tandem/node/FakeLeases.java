package io.tandem.node;

import io.tandem.store.Leases;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Leases in memory. They expire when a test says so, and fail as often as it says. */
final class FakeLeases implements Leases {
  private final Map<String, String> owners = new HashMap<>();
  private RuntimeException failure;

  /** The next request fails. */
  void failOnce(RuntimeException with) {
    failure = with;
  }

  void expire(String name) {
    owners.remove(name);
  }

  @Override
  public CompletionStage<Boolean> acquire(String name, String owner, Duration life) {
    if (failure != null) {
      var now = failure;
      failure = null;
      return CompletableFuture.failedFuture(now);
    }
    return CompletableFuture.completedFuture(
        owners.computeIfAbsent(name, free -> owner).equals(owner));
  }

  @Override
  public CompletionStage<Optional<String>> owner(String name) {
    return CompletableFuture.completedFuture(Optional.ofNullable(owners.get(name)));
  }

  @Override
  public CompletionStage<Void> release(String name, String owner) {
    owners.remove(name, owner);
    return CompletableFuture.completedFuture(null);
  }
}
