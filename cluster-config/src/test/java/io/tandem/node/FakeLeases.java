package io.tandem.node;

import io.tandem.store.Leases;
import io.tandem.store.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Leases in memory. They expire when a test says so, and fail as often as it says. */
final class FakeLeases implements Leases {
  private final Map<String, String> owners = new HashMap<>();
  private RuntimeException failure;
  private String lost;

  /** The next request fails. */
  void failOnce(RuntimeException with) {
    failure = with;
  }

  /** The next request for the lease is granted, and its asker does not hear of it. */
  void loseAnswerOf(String name) {
    lost = name;
  }

  void expire(String name) {
    owners.remove(name);
  }

  @Override
  public CompletionStage<Boolean> acquire(String name, String owner, Duration life) {
    if (name.equals(lost)) {
      lost = null;
      owners.putIfAbsent(name, owner);
      return CompletableFuture.failedFuture(new StoreException("no answer"));
    }
    return answer(() -> owners.computeIfAbsent(name, free -> owner).equals(owner));
  }

  private <T> CompletionStage<T> answer(Supplier<T> found) {
    if (failure != null) {
      var now = failure;
      failure = null;
      return CompletableFuture.failedFuture(now);
    }
    return CompletableFuture.completedFuture(found.get());
  }

  @Override
  public CompletionStage<Optional<String>> owner(String name) {
    return answer(() -> Optional.ofNullable(owners.get(name)));
  }

  @Override
  public CompletionStage<Void> release(String name, String owner) {
    owners.remove(name, owner);
    return CompletableFuture.completedFuture(null);
  }
}
