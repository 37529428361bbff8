package io.tandem.cdr;

import io.tandem.id.TenantId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A database for the spool: up or down, remembers what it was given, {@code refuses} some for good
 * and {@code never} answers others.
 */
final class FakeCdrWriter implements CdrWriter {
  final List<CallRecord> stored = new CopyOnWriteArrayList<>();
  final List<List<CallRecord>> batches = new CopyOnWriteArrayList<>();
  volatile boolean down;
  volatile TenantId broken;
  volatile int attempts;
  volatile Predicate<CallRecord> refuses = record -> false;
  volatile Predicate<CallRecord> never = record -> false;

  static FakeCdrWriter up() {
    return new FakeCdrWriter();
  }

  static FakeCdrWriter down() {
    var writer = new FakeCdrWriter();
    writer.down = true;
    return writer;
  }

  @Override
  public synchronized CompletionStage<Void> write(List<CallRecord> records) {
    attempts++;
    if (records.get(0).tenant().equals(broken)) {
      return CompletableFuture.failedFuture(
          new TenantFailure(new IllegalStateException("no retention")));
    }
    if (down) {
      return CompletableFuture.failedFuture(new IllegalStateException("the database is down"));
    }
    if (records.stream().anyMatch(never)) {
      return new CompletableFuture<>();
    }
    if (records.stream().anyMatch(refuses)) {
      return CompletableFuture.failedFuture(
          new Refused(new IllegalArgumentException("no such value")));
    }
    batches.add(records);
    stored.addAll(records);
    return CompletableFuture.completedFuture(null);
  }
}
