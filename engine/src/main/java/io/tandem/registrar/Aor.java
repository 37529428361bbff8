package io.tandem.registrar;

import io.tandem.sip.message.SipSyntaxException;
import io.tandem.sip.message.SipUri;
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
      return new Outcome(accepted(now), this, List.of());
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
    if (limit >= 0 && next.size() > limit && next.size() > before) {
      return new Outcome(new RegistrationResult.LimitReached(limit), this, List.of());
    }
    var aor = new Aor(List.copyOf(next));
    return new Outcome(aor.accepted(now), aor, changes);
  }

  private static RegistrationResult apply(
      ContactUpdate update,
      Registration registration,
      Instant now,
      List<StoredBinding> next,
      List<BindingChange> changes) {
    int at = indexOf(next, update.uri());
    var known = at < 0 ? null : next.get(at);
    if (known != null && outOfOrder(known.binding(), registration)) {
      return new RegistrationResult.OutOfOrder(known.binding().cseq());
    }
    if (update.expiresSeconds() <= 0) {
      // Removed even when unknown here: the database may know it while its rows are being read.
      changes.add(BindingChange.removed(known == null ? update.uri() : known.binding().contact()));
      if (known != null) {
        next.remove(at);
      }
      return null;
    }
    var binding = toBinding(update, registration, now);
    if (known == null) {
      next.add(StoredBinding.queued(binding, now));
      changes.add(BindingChange.stored(binding));
    } else if (known.mustStore(binding, now)) {
      next.set(at, StoredBinding.queued(binding, now));
      if (!known.binding().contact().equals(binding.contact())) {
        changes.add(BindingChange.removed(known.binding().contact()));
      }
      changes.add(BindingChange.stored(binding));
    } else {
      next.set(at, known.refreshed(binding));
    }
    return null;
  }

  private Outcome removeAll(Registration registration, Instant now) {
    var changes = new ArrayList<BindingChange>(entries.size());
    for (var entry : entries) {
      var binding = entry.binding();
      if (binding.isLiveAt(now) && outOfOrder(binding, registration)) {
        return new Outcome(new RegistrationResult.OutOfOrder(binding.cseq()), this, List.of());
      }
      changes.add(BindingChange.removed(binding.contact()));
    }
    return new Outcome(EMPTY.accepted(now), EMPTY, changes);
  }

  private static boolean outOfOrder(Binding known, Registration registration) {
    return known.callId().equals(registration.callId()) && registration.cseq() <= known.cseq();
  }

  private static Binding toBinding(ContactUpdate update, Registration registration, Instant now) {
    return new Binding(
        update.uri(),
        registration.flow(),
        registration.path(),
        update.q(),
        now.plusSeconds(update.expiresSeconds()),
        now,
        registration.callId(),
        registration.cseq(),
        registration.userAgent());
  }

  /**
   * Takes in a binding that was read from the database. Of two for the same contact the one with
   * the higher CSeq of the same Call-ID stays, or else the later one.
   */
  Aor merge(Binding stored) {
    int at = indexOf(entries, stored.contact());
    if (at >= 0 && !isNewer(stored, entries.get(at).binding())) {
      return this;
    }
    var next = new ArrayList<>(entries);
    if (at >= 0) {
      next.set(at, StoredBinding.read(stored));
    } else {
      next.add(StoredBinding.read(stored));
    }
    return new Aor(List.copyOf(next));
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

  private RegistrationResult.Accepted accepted(Instant now) {
    var contacts = new ArrayList<RegisteredContact>(entries.size());
    for (var entry : entries) {
      var binding = entry.binding();
      if (binding.isLiveAt(now)) {
        contacts.add(new RegisteredContact(binding.contact(), binding.q(), entry.secondsLeft(now)));
      }
    }
    return new RegistrationResult.Accepted(contacts);
  }

  private static int indexOf(List<StoredBinding> entries, String contact) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).binding().contact().equals(contact)) {
        return i;
      }
    }
    return entries.isEmpty() ? -1 : indexOfEquivalent(entries, contact);
  }

  /** Whether two contacts are one by the rules of §19.1.4. */
  static boolean isSame(String contact, String other) {
    return contact.equals(other) || SipUri.parse(contact).matches(SipUri.parse(other));
  }

  /** By the rules of §19.1.4, which the same text need not be run through. */
  private static int indexOfEquivalent(List<StoredBinding> entries, String contact) {
    try {
      var uri = SipUri.parse(contact);
      for (int i = 0; i < entries.size(); i++) {
        if (uri.matches(SipUri.parse(entries.get(i).binding().contact()))) {
          return i;
        }
      }
      return -1;
    } catch (SipSyntaxException e) {
      throw new IllegalArgumentException("not a SIP URI among the contacts: " + contact, e);
    }
  }
}
