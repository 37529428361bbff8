package io.tandem.registrar;

import io.tandem.id.Extension;
import io.tandem.sip.transport.Flow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bindings of one slice of a tenant and what of them has still to be stored. Until {@link
 * #loaded} it also remembers what was removed, so that old rows do not bring it back.
 *
 * <p>Not safe for use by several threads: its entity owns it.
 */
final class SliceBindings {
  private final TreeMap<Extension, Aor> aors = new TreeMap<>();
  private final PendingWrites writes;
  private final Map<Extension, Tombstones> removedWhileLoading = new HashMap<>();
  private boolean loaded;
  private int size;

  SliceBindings(PendingWrites writes) {
    this.writes = writes;
  }

  /** What was removed of one extension before its rows had been read. */
  private static final class Tombstones {
    private final Map<BindingIdentity, Instant> gone = new HashMap<>();
    private Instant all = Instant.MIN;

    boolean cover(Binding stored) {
      var last = all;
      var identity = BindingIdentity.of(stored);
      for (var one : gone.entrySet()) {
        if (one.getValue().isAfter(last) && one.getKey().endsWith(identity)) {
          last = one.getValue();
        }
      }
      return !stored.updatedAt().isAfter(last);
    }
  }

  /** Applies a REGISTER (RFC 3261 §10.3). */
  RegistrationResult register(Extension extension, Registration registration, Instant now) {
    var before = aors.getOrDefault(extension, Aor.EMPTY);
    var outcome = before.register(registration, now);
    if (!(outcome.result() instanceof RegistrationResult.Accepted)) {
      return outcome.result();
    }
    if (!loaded && registration.removeAll()) {
      tombstones(extension).all = now;
    }
    replace(extension, before, outcome.next());
    for (var change : outcome.changes()) {
      record(extension, change, now);
    }
    return outcome.result();
  }

  /** Ends one binding by its id; whether there was one. */
  boolean remove(Extension extension, String id, Instant now) {
    var before = aors.getOrDefault(extension, Aor.EMPTY);
    var binding = before.find(id);
    if (binding == null) {
      return false;
    }
    replace(extension, before, before.without(id));
    record(extension, BindingChange.removed(binding), now);
    return binding.isLiveAt(now);
  }

  /**
   * What is heard on {@code flow} of the phone of one binding. A binding whose connection is closed
   * ends, unless its phone can be reached at its Contact; its row is left to its time to live,
   * since a node that ends closes thousands of them at once.
   *
   * @return whether there is such a binding, so that it is worth going on
   */
  boolean heard(Extension extension, String id, Flow flow, Pulse pulse) {
    var before = aors.getOrDefault(extension, Aor.EMPTY);
    var binding = before.find(id);
    if (binding == null) {
      return !loaded;
    }
    if (!binding.flow().equals(flow)) {
      return false;
    }
    boolean ends = pulse.state() == Reachability.CLOSED && !binding.isReachedWithoutItsFlow();
    replace(extension, before, ends ? before.without(id) : before.heard(id, pulse));
    return !ends;
  }

  /** Whether the binding {@code id} of {@code extension} is in memory. */
  boolean has(Extension extension, String id) {
    return aors.getOrDefault(extension, Aor.EMPTY).find(id) != null;
  }

  private void record(Extension extension, BindingChange change, Instant now) {
    if (!loaded && change.gone() != null) {
      tombstones(extension).gone.put(change.gone(), now);
    }
    writes.add(extension, change);
  }

  private Tombstones tombstones(Extension extension) {
    return removedWhileLoading.computeIfAbsent(extension, key -> new Tombstones());
  }

  /** Merges the slice's rows with what arrived while they were being read. */
  void loaded(List<ExtensionBinding> rows, Instant now) {
    for (var row : rows) {
      var stored = row.binding();
      var tombstones = removedWhileLoading.get(row.extension());
      if (tombstones != null && tombstones.cover(stored)) {
        writes.addUnlessPending(row.extension(), BindingChange.removed(stored));
      } else if (stored.isLiveAt(now)) {
        var before = aors.getOrDefault(row.extension(), Aor.EMPTY);
        var merged = before.merge(stored);
        replace(row.extension(), before, merged.next());
        if (merged.obsolete() != null) {
          writes.add(row.extension(), BindingChange.moved(merged.obsolete()));
        }
      }
    }
    removedWhileLoading.clear();
    loaded = true;
  }

  /** The live bindings of {@code extension}, the preferred ones first. */
  List<Binding> lookup(Extension extension, Instant now) {
    return aors.getOrDefault(extension, Aor.EMPTY).bindings(now);
  }

  /**
   * The bindings of the extensions after {@code after} (from the first if {@code null}), whole
   * extensions until there are at least {@code limit}.
   */
  BindingPage page(Extension after, int limit, Instant now) {
    var rest = after == null ? aors : aors.tailMap(after, false);
    var bindings = new ArrayList<ExtensionBinding>();
    Extension last = null;
    for (var entry : rest.entrySet()) {
      if (bindings.size() >= limit) {
        return new BindingPage(bindings, last.value());
      }
      last = entry.getKey();
      for (var binding : entry.getValue().bindings(now)) {
        bindings.add(new ExtensionBinding(last, binding));
      }
    }
    return new BindingPage(bindings, null);
  }

  /** Forgets what has expired (its rows end by their own time to live); when to come again. */
  Instant expire(Instant now) {
    var next = Instant.MAX;
    for (var iterator = aors.entrySet().iterator(); iterator.hasNext(); ) {
      var entry = iterator.next();
      var live = entry.getValue().liveAt(now);
      if (live != entry.getValue()) {
        size += live.size() - entry.getValue().size();
        entry.setValue(live);
      }
      if (live.size() == 0) {
        iterator.remove();
      } else {
        var expiry = live.firstExpiry();
        next = expiry.isBefore(next) ? expiry : next;
      }
    }
    return next;
  }

  /** When the first binding of {@code extension} ends. */
  Instant firstExpiry(Extension extension) {
    return aors.getOrDefault(extension, Aor.EMPTY).firstExpiry();
  }

  /** How many bindings are in memory, live or not yet expired by {@link #expire}. */
  int size() {
    return size;
  }

  boolean isLoaded() {
    return loaded;
  }

  private void replace(Extension extension, Aor before, Aor next) {
    size += next.size() - before.size();
    if (next.size() == 0) {
      aors.remove(extension);
    } else if (next != before) {
      aors.put(extension, next);
    }
  }
}
