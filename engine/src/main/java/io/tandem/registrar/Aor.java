package io.tandem.registrar;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The bindings of one address of record: an immutable value whose methods are RFC 3261 §10.3's
 * rules. Knows no database and no clock.
 */
final class Aor {
  static final Aor EMPTY = new Aor(List.of());

  private static final Comparator<Binding> PREFERRED_FIRST =
      Comparator.comparingDouble(Binding::q)
          .thenComparing(Binding::updatedAt)
          .reversed()
          .thenComparing(Binding::contact);

  private static final Comparator<StoredBinding> LOST_FIRST =
      Comparator.comparing((StoredBinding entry) -> !entry.binding().pulse().state().isLost())
          .thenComparing(entry -> entry.binding().updatedAt());

  private final List<StoredBinding> entries;

  private Aor(List<StoredBinding> entries) {
    this.entries = entries;
  }

  /**
   * What a REGISTER led to.
   *
   * @param result the answer
   * @param next the bindings from now on; the same object when nothing changed
   * @param changes what the database has to hear
   */
  record Outcome(RegistrationResult result, Aor next, List<BindingChange> changes) {}

  /** Applies {@code registration} as a whole or not at all (§10.3 step 7). */
  Outcome register(Registration registration, Instant now) {
    if (registration.removeAll()) {
      return removeAll(registration, now);
    }
    if (registration.contacts().isEmpty()) {
      return new Outcome(accepted(registration, now), this, List.of());
    }
    var next = new ArrayList<StoredBinding>(entries.size() + 1);
    entries.stream().filter(entry -> entry.binding().isLiveAt(now)).forEach(next::add);
    int before = next.size();
    var changes = new ArrayList<BindingChange>(1);
    for (var update : registration.contacts()) {
      var refusal = apply(update, registration, now, next, changes);
      if (refusal != null) {
        return new Outcome(refusal, this, List.of());
      }
    }
    int limit = registration.maxBindings();
    while (limit >= 0 && next.size() > limit && next.size() > before) {
      var victim = victim(next, registration);
      if (victim == null) {
        return new Outcome(new RegistrationResult.LimitReached(limit), this, List.of());
      }
      next.remove(victim);
      changes.add(BindingChange.removed(victim.binding()));
    }
    var aor = new Aor(List.copyOf(next));
    return new Outcome(aor.accepted(registration, now), aor, changes);
  }

  /**
   * Which binding makes room for a new one: the oldest whose phone does not answer, else the oldest
   * of which nothing is known; {@code null} when all answer.
   */
  private static StoredBinding victim(List<StoredBinding> entries, Registration registration) {
    return entries.stream()
        .filter(entry -> !entry.isOf(registration))
        .filter(entry -> entry.binding().pulse().state() != Reachability.ANSWERS)
        .min(LOST_FIRST)
        .orElse(null);
  }

  /** CSeq is compared with what was bound before the request, not with what it has just bound. */
  private RegistrationResult apply(
      ContactUpdate update,
      Registration registration,
      Instant now,
      List<StoredBinding> next,
      List<BindingChange> changes) {
    var identity = BindingIdentity.of(update, registration);
    boolean ends = update.expiresSeconds() <= 0;
    int at = ends ? indexToRemove(identity, next) : indexToReplace(identity, next);
    var known = at < 0 ? null : next.get(at);
    boolean boundBefore = known != null && entries.contains(known);
    if (boundBefore && outOfOrder(known.binding(), registration)) {
      return new RegistrationResult.OutOfOrder(known.binding().cseq());
    }
    if (ends) {
      if (known == null && identity.indexIn(next) >= 0) {
        return null; // its place has been taken by another Contact of the same request
      }
      // Removed even when unknown here: the database may know it while its rows are being read.
      changes.add(
          known == null ? BindingChange.removed(identity) : BindingChange.removed(known.binding()));
      if (known != null) {
        next.remove(at);
      }
      return null;
    }
    if (known == null) {
      var binding = toBinding(update, registration, now, unusedId(identity, next), Pulse.UNKNOWN);
      next.add(StoredBinding.queued(binding, now));
      changes.add(BindingChange.stored(binding));
    } else {
      var old = known.binding();
      var binding = toBinding(update, registration, now, old.id(), pulseAfter(old, registration));
      next.set(at, refreshed(known, binding, now, changes));
    }
    return null;
  }

  private static StoredBinding refreshed(
      StoredBinding known, Binding binding, Instant now, List<BindingChange> changes) {
    if (!known.mustStore(binding, now)) {
      return known.refreshed(binding);
    }
    String oldKey = known.binding().key();
    if (!oldKey.equals(binding.key())) {
      changes.add(BindingChange.moved(oldKey));
    }
    changes.add(BindingChange.stored(binding));
    return StoredBinding.queued(binding, now);
  }

  /** Of what the same request has just bound only the very Contact can end again. */
  private int indexToRemove(BindingIdentity identity, List<StoredBinding> next) {
    var candidates =
        next.stream()
            .filter(
                entry -> entries.contains(entry) || identity.hasContact(entry.binding().contact()))
            .toList();
    int at = identity.indexToRemove(candidates);
    return at < 0 ? -1 : next.indexOf(candidates.get(at));
  }

  private static int indexToReplace(BindingIdentity identity, List<StoredBinding> entries) {
    int same = identity.indexIn(entries);
    return same >= 0 ? same : identity.indexOfLost(entries);
  }

  /** What was heard on the same flow still holds, but for silence: the phone has just spoken. */
  private static Pulse pulseAfter(Binding old, Registration registration) {
    boolean holds = old.flow().equals(registration.flow()) && !old.pulse().state().isLost();
    return holds ? old.pulse() : Pulse.UNKNOWN;
  }

  /** Of two phones behind NATs whose Contact is the same, the second has the longer name. */
  private static String unusedId(BindingIdentity identity, List<StoredBinding> entries) {
    String id = identity.newId();
    boolean taken = entries.stream().anyMatch(entry -> entry.binding().id().equals(id));
    return taken ? identity.otherId() : id;
  }

  private Outcome removeAll(Registration registration, Instant now) {
    var changes = new ArrayList<BindingChange>(entries.size());
    for (var entry : entries) {
      var binding = entry.binding();
      if (binding.isLiveAt(now) && outOfOrder(binding, registration)) {
        return new Outcome(new RegistrationResult.OutOfOrder(binding.cseq()), this, List.of());
      }
      changes.add(BindingChange.removed(binding));
    }
    return new Outcome(EMPTY.accepted(registration, now), EMPTY, changes);
  }

  private static boolean outOfOrder(Binding known, Registration registration) {
    return known.callId().equals(registration.callId()) && registration.cseq() <= known.cseq();
  }

  private static Binding toBinding(
      ContactUpdate update, Registration registration, Instant now, String id, Pulse pulse) {
    return new Binding(
        update.uri(),
        registration.flow(),
        registration.path(),
        update.q(),
        now.plusSeconds(update.expiresSeconds()),
        now,
        registration.callId(),
        registration.cseq(),
        registration.userAgent(),
        id,
        update.instance(),
        update.regId(),
        update.direct(),
        pulse);
  }

  /**
   * The bindings with one more that was read.
   *
   * @param next the same object when the one in memory stays
   * @param obsolete the key of a row that holds the older one of the two; {@code null} for none
   */
  record Merged(Aor next, String obsolete) {}

  /**
   * Takes in a binding that was read from the database. Of two that are one the one with the higher
   * CSeq of the same Call-ID stays, or else the later one.
   */
  Merged merge(Binding stored) {
    int at = BindingIdentity.of(stored).indexIn(entries);
    var next = new ArrayList<>(entries);
    if (at < 0) {
      next.add(StoredBinding.read(stored));
      return new Merged(new Aor(List.copyOf(next)), null);
    }
    var known = entries.get(at).binding();
    boolean newer = isNewer(stored, known);
    boolean twoRows = !stored.key().equals(known.key());
    String obsolete = !twoRows ? null : newer ? known.key() : stored.key();
    if (!newer) {
      return new Merged(this, obsolete);
    }
    next.set(at, StoredBinding.read(stored));
    return new Merged(new Aor(List.copyOf(next)), obsolete);
  }

  private static boolean isNewer(Binding a, Binding b) {
    return a.callId().equals(b.callId())
        ? a.cseq() > b.cseq()
        : a.updatedAt().isAfter(b.updatedAt());
  }

  /** Without the binding whose {@link Binding#id()} is {@code id}. */
  Aor without(String id) {
    return new Aor(entries.stream().filter(entry -> !entry.binding().id().equals(id)).toList());
  }

  /** The bindings with what is heard of one of them; the same object when it is not among them. */
  Aor heard(String id, Pulse pulse) {
    var next = new ArrayList<StoredBinding>(entries.size());
    boolean found = false;
    for (var entry : entries) {
      boolean is = entry.binding().id().equals(id);
      found |= is;
      next.add(is ? entry.withPulse(pulse) : entry);
    }
    return found ? new Aor(List.copyOf(next)) : this;
  }

  /** Without what has expired; the same object when nothing has. */
  Aor liveAt(Instant now) {
    for (var entry : entries) {
      if (!entry.binding().isLiveAt(now)) {
        return new Aor(entries.stream().filter(e -> e.binding().isLiveAt(now)).toList());
      }
    }
    return this;
  }

  /** The live bindings, the preferred ones first. */
  List<Binding> bindings(Instant now) {
    if (entries.size() == 1) {
      var only = entries.get(0).binding();
      return only.isLiveAt(now) ? List.of(only) : List.of();
    }
    return entries.stream()
        .map(StoredBinding::binding)
        .filter(binding -> binding.isLiveAt(now))
        .sorted(PREFERRED_FIRST)
        .toList();
  }

  /** The binding whose {@link Binding#id()} is {@code id}, or {@code null}. */
  Binding find(String id) {
    for (var entry : entries) {
      if (entry.binding().id().equals(id)) {
        return entry.binding();
      }
    }
    return null;
  }

  /** When the first of the bindings ends; {@link Instant#MAX} when there are none. */
  Instant firstExpiry() {
    var first = Instant.MAX;
    for (var entry : entries) {
      var expiry = entry.binding().expiresAt();
      first = expiry.isBefore(first) ? expiry : first;
    }
    return first;
  }

  int size() {
    return entries.size();
  }

  private RegistrationResult.Accepted accepted(Registration registration, Instant now) {
    var contacts = new ArrayList<RegisteredContact>(entries.size());
    for (var entry : entries) {
      var binding = entry.binding();
      if (binding.isLiveAt(now)) {
        contacts.add(entry.registered(registration, now));
      }
    }
    return new RegistrationResult.Accepted(contacts);
  }
}
