package io.tandem.secret;

/**
 * The keys for one purpose. The newest signs; older ones still verify until what they signed has
 * expired. Safe for use by any thread.
 */
public interface KeyRing {
  /** The key to sign with. */
  Key current();

  /** The key with {@code id}, or {@code null} when there is none (any more). */
  Key find(int id);
}
