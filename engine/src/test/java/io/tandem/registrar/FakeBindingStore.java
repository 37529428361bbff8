package io.tandem.registrar;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Rows in memory, whose reads and writes complete when the test says so, or at once. */
final class FakeBindingStore implements BindingStore {
  private final Map<List<Object>, Map<String, ExtensionBinding>> partitions = new HashMap<>();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private final List<Integer> batches = new ArrayList<>();
  private boolean holding;
  private int failures;

  /** From now on operations wait for {@link #release}. */
  synchronized void hold() {
    holding = true;
  }

  /** The next {@code count} operations fail. */
  synchronized void fail(int count) {
    failures = count;
  }

  /** Completes what waits. */
  void release() {
    List<Runnable> ready;
    synchronized (this) {
      holding = false;
      ready = new ArrayList<>(held);
      held.clear();
    }
    ready.forEach(Runnable::run);
  }

  synchronized List<Integer> batches() {
    return List.copyOf(batches);
  }

  synchronized void put(TenantId tenant, ExtensionBinding row) {
    partition(tenant, Slices.of(row.extension()))
        .put(row.extension() + " " + row.binding().key(), row);
  }

  synchronized List<ExtensionBinding> rows(TenantId tenant, int slice) {
    return List.copyOf(partition(tenant, slice).values());
  }

  private Map<String, ExtensionBinding> partition(TenantId tenant, int slice) {
    return partitions.computeIfAbsent(List.of(tenant, slice), key -> new HashMap<>());
  }

  @Override
  public CompletionStage<List<ExtensionBinding>> readSlice(TenantId tenant, int slice) {
    return perform(() -> rows(tenant, slice));
  }

  @Override
  public CompletionStage<List<Binding>> read(TenantId tenant, int slice, Extension extension) {
    return perform(
        () ->
            rows(tenant, slice).stream()
                .filter(row -> row.extension().equals(extension))
                .map(ExtensionBinding::binding)
                .toList());
  }

  @Override
  public CompletionStage<Void> write(TenantId tenant, int slice, List<BindingWrite> writes) {
    return perform(
        () -> {
          writes.forEach(write -> apply(tenant, slice, write));
          batches.add(writes.size());
          return null;
        });
  }

  @Override
  public synchronized CompletionStage<Boolean> answers() {
    return CompletableFuture.completedFuture(failures == 0 && !holding);
  }

  private void apply(TenantId tenant, int slice, BindingWrite write) {
    String key = write.extension() + " " + write.key();
    if (write.binding() == null) {
      partition(tenant, slice).remove(key);
    } else {
      partition(tenant, slice).put(key, new ExtensionBinding(write.extension(), write.binding()));
    }
  }

  private synchronized <T> CompletionStage<T> perform(java.util.function.Supplier<T> operation) {
    var result = new CompletableFuture<T>();
    boolean fails = failures > 0;
    failures = Math.max(0, failures - 1);
    Runnable completion =
        () -> {
          if (fails) {
            result.completeExceptionally(new IllegalStateException("the store is away"));
          } else {
            synchronized (this) {
              result.complete(operation.get());
            }
          }
        };
    if (holding) {
      held.add(completion);
    } else {
      completion.run();
    }
    return result;
  }
}
