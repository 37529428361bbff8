package io.tandem.registrar;

import java.time.Duration;
import java.time.Instant;

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
        && binding.flow().equals(newer.flow())
        && binding.q() == newer.q()
        && binding.path().equals(newer.path());
  }

  /** How long the binding has still to live at {@code now}, in seconds, rounded up. */
  long secondsLeft(Instant now) {
    long millis = Duration.between(now, binding.expiresAt()).toMillis();
    return Math.max(0, (millis + 999) / 1000);
  }
}
