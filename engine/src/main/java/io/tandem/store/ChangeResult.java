package io.tandem.store;

/** What became of a conditional change. */
public sealed interface ChangeResult {
  /** It was made; the configuration now has {@code version}. */
  record Applied(long version) implements ChangeResult {}

  /** Nothing was changed: the configuration has {@code currentVersion} (0: there is none). */
  record Stale(long currentVersion) implements ChangeResult {}
}
