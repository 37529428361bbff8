package io.tandem.registrar;

import io.tandem.sip.transport.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A binding in memory and what the database knows of it.
 *
 * @param binding the binding as it is now
 * @param storedAt when it was last queued to be stored, in ms since 1970
 * @param storedUntil the expiry that was queued then, in ms since 1970; 0 when never stored
 */
record StoredBinding(Binding binding, long storedAt, long storedUntil) {
  /** A binding that has just been queued to be stored. */
  static StoredBinding queued(Binding binding, Instant now) {
    return new StoredBinding(binding, now.toEpochMilli(), binding.expiresAt().toEpochMilli());
  }

  /** A binding that was read from the database: what is left of its life counts as stored. */
  static StoredBinding read(Binding binding) {
    return new StoredBinding(
        binding, binding.updatedAt().toEpochMilli(), binding.expiresAt().toEpochMilli());
  }

  /** The same place with a later life; what the database knows has not changed. */
  StoredBinding refreshed(Binding newer) {
    return new StoredBinding(newer, storedAt, storedUntil);
  }

  /** The same with what is heard of its phone. */
  StoredBinding withPulse(Pulse pulse) {
    return new StoredBinding(binding.withPulse(pulse), storedAt, storedUntil);
  }

  /**
   * Whether the database must hear of {@code newer}, which takes this one's place: when it leads
   * elsewhere, ends sooner than is stored, or half of the stored life is gone. A new Call-ID alone
   * is not worth a write: there are phones that take one for every refresh.
   */
  boolean mustStore(Binding newer, Instant now) {
    long half = storedAt + (storedUntil - storedAt) / 2;
    return now.toEpochMilli() >= half
        || newer.expiresAt().toEpochMilli() < storedUntil
        || !sameButForLife(newer);
  }

  private boolean sameButForLife(Binding newer) {
    return binding.contact().equals(newer.contact())
        && Objects.equals(binding.instance(), newer.instance())
        && binding.regId() == newer.regId()
        && binding.direct() == newer.direct()
        && binding.flow().equals(newer.flow())
        && binding.q() == newer.q()
        && binding.path().equals(newer.path());
  }

  /** Whether {@code registration} made or refreshed it. */
  boolean isOf(Registration registration) {
    return binding.cseq() == registration.cseq() && binding.callId().equals(registration.callId());
  }

  /** The binding as the answer to {@code registration} lists it. */
  RegisteredContact registered(Registration registration, Instant now) {
    return new RegisteredContact(
        binding.contact(),
        binding.q(),
        secondsLeft(now),
        binding.instance(),
        binding.regId(),
        binding.id(),
        isOf(registration) && mayBeWatched());
  }

  /**
   * A connection that ends is worth knowing; a NAT forgets a phone that is not written to. Over a
   * path (RFC 3327) both are somebody else's.
   */
  private boolean mayBeWatched() {
    return binding.path().isEmpty()
        && (binding.flow().transport() == Transport.TCP || !binding.direct());
  }

  /** How long the binding has still to live at {@code now}, in seconds, rounded up. */
  long secondsLeft(Instant now) {
    long millis = Duration.between(now, binding.expiresAt()).toMillis();
    return Math.max(0, (millis + 999) / 1000);
  }
}
