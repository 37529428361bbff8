package io.tandem.call.flow;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tandem.id.LegId;
import java.util.HashSet;
import java.util.Set;

/**
 * Which sides put the other one on hold (RFC 3264 §8.4, and RFC 2543's way). Each side's own last
 * word counts for it: what the held one says in the meantime resumes nothing.
 */
record Hold(Set<LegId> by) {
  static final Hold NONE = new Hold(Set.of());

  /** The set is copied. */
  Hold {
    by = Set.copyOf(by);
  }

  /** Whether at least one side holds. */
  @JsonIgnore
  boolean isOn() {
    return !by.isEmpty();
  }

  /**
   * After {@code offerer}'s offer and the answer to it. An answer says something about hold only if
   * there was something to receive: to an offer that sends nothing it cannot say otherwise.
   *
   * @param offer {@code null} if it is not known: then nothing changes
   */
  Hold after(LegId offerer, String offer, LegId answerer, String answer) {
    if (offer == null) {
      return this;
    }
    var holders = new HashSet<>(by);
    var offered = StatedFlow.of(offer);
    set(holders, offerer, !offered.receives());
    if (offered.sends()) {
      set(holders, answerer, !StatedFlow.of(answer).receives());
    }
    return new Hold(holders);
  }

  private static void set(Set<LegId> holders, LegId side, boolean holds) {
    if (holds) {
      holders.add(side);
    } else {
      holders.remove(side);
    }
  }
}
