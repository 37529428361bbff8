package io.tandem.registrar;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What a slice was asked before it had read its rows, for as long as somebody waits for the answer.
 *
 * <p>Not safe for use by several threads: its entity owns it.
 */
final class HeldQuestions {
  private static final int MAX = 1_000;

  private final Duration patience;
  private final List<RegistrarEntity.Lookup> lookups = new ArrayList<>();
  private final Deque<Held> others = new ArrayDeque<>();
  private boolean holdsLookups = true;

  private record Held(RegistrarEntity.Command question, Instant until) {}

  /**
   * @param patience how long one who asks waits; what is done later is done unasked
   */
  HeldQuestions(Duration patience) {
    this.patience = patience;
  }

  /** Holds {@code lookup}; false when it takes too long by now and memory must do. */
  boolean holds(RegistrarEntity.Lookup lookup) {
    if (holdsLookups && lookups.size() < MAX) {
      lookups.add(lookup);
    }
    return holdsLookups;
  }

  /** Holds what memory alone cannot answer, however long it takes. */
  void hold(RegistrarEntity.Command question, Instant now) {
    forget(now);
    if (others.size() < MAX) {
      others.add(new Held(question, now.plus(patience)));
    }
  }

  private void forget(Instant now) {
    while (!others.isEmpty() && !others.peek().until().isAfter(now)) {
      others.remove();
    }
  }

  /** The rows take too long: lookups are not held from now on. Returns those that were. */
  List<RegistrarEntity.Lookup> holdNoLookups() {
    holdsLookups = false;
    return takeLookups();
  }

  List<RegistrarEntity.Lookup> takeLookups() {
    var taken = List.copyOf(lookups);
    lookups.clear();
    return taken;
  }

  /** The other questions whose askers still wait, in their order. */
  List<RegistrarEntity.Command> takeOthers(Instant now) {
    forget(now);
    var taken = others.stream().map(Held::question).toList();
    others.clear();
    return taken;
  }
}
