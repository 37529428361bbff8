package io.tandem.registrar;

import io.tandem.id.Extension;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a slice has still to store: the last change of each binding, oldest first. With {@value
 * #MAX_REMOVALS_FROM} waiting (the database is away) further removals are left to their rows' time
 * to live; what has to be stored is bounded by the bindings themselves.
 */
final class PendingWrites {
  static final int MAX_REMOVALS_FROM = 20_000;

  private record Place(Extension extension, String key) {}

  private final Map<Place, BindingWrite> pending = new LinkedHashMap<>();

  void add(Extension extension, BindingChange change) {
    var place = new Place(extension, change.key());
    if (change.binding() == null
        && pending.size() >= MAX_REMOVALS_FROM
        && !pending.containsKey(place)) {
      return;
    }
    pending.put(place, new BindingWrite(extension, change.key(), change.binding()));
  }

  /** Like {@link #add}, but a change of the same binding that already waits is newer and stays. */
  void addUnlessPending(Extension extension, BindingChange change) {
    if (!pending.containsKey(new Place(extension, change.key()))) {
      add(extension, change);
    }
  }

  /** Takes out at most {@code limit} changes. */
  List<BindingWrite> take(int limit) {
    var batch = new ArrayList<BindingWrite>(Math.min(limit, pending.size()));
    for (var iterator = pending.values().iterator(); iterator.hasNext() && batch.size() < limit; ) {
      batch.add(iterator.next());
      iterator.remove();
    }
    return batch;
  }

  /** Puts back what could not be stored, unless something newer waits. */
  void putBack(List<BindingWrite> batch) {
    for (var write : batch) {
      addUnlessPending(write.extension(), new BindingChange(write.key(), write.binding(), null));
    }
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }
}
