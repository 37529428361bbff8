package io.tandem.call.flow;

import io.tandem.id.LegId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The early dialogs of the callee's phones so far. A fork's place in the list is its variant
 * towards the caller.
 *
 * @param lost the legs of phones that were known not to be there, could not be reached or said
 *     nothing, and have not shown otherwise
 */
record Forks(List<Fork> forks, Set<LegId> lost) {
  static final Forks NONE = new Forks(List.of(), Set.of());

  /** More early dialogs than this are not shown to the caller. */
  private static final int MAX_FORKS = 64;

  /**
   * An early dialog of one of the phones.
   *
   * @param answer the last session description it sent, or {@code null}
   */
  record Fork(LegId leg, String remoteTag, String answer) {
    private boolean is(LegId of, String tag) {
      return leg.equals(of) && Objects.equals(remoteTag, tag);
    }
  }

  /** List and set are copied; what an older version did not write is empty. */
  Forks {
    forks = List.copyOf(forks);
    lost = lost == null ? Set.of() : Set.copyOf(lost);
  }

  /** With these legs lost, too. */
  Forks withLost(Collection<LegId> legs) {
    var all = new HashSet<>(lost);
    all.addAll(legs);
    return new Forks(forks, all);
  }

  /** Whether the phone of {@code leg} has shown an early dialog. */
  boolean haveOneOf(LegId leg) {
    return forks.stream().anyMatch(fork -> fork.leg().equals(leg));
  }

  /** The variant of the response's dialog; negative for a new one. */
  int variantOf(Event.Responded event) {
    for (int i = 0; i < forks.size(); i++) {
      if (forks.get(i).is(event.leg(), event.response().toTag())) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the response's dialog is one, or there is room for it. */
  boolean haveRoomFor(Event.Responded event) {
    return variantOf(event) >= 0 || forks.size() < MAX_FORKS;
  }

  /** The last session description that the response's dialog sent, or {@code null}. */
  String answerOf(Event.Responded event) {
    int variant = variantOf(event);
    return variant < 0 ? null : forks.get(variant).answer();
  }

  /**
   * With a place for the response's dialog, and its last description unless that is null. Its phone
   * is there.
   */
  Forks with(Event.Responded event, String answer) {
    var fork = new Fork(event.leg(), event.response().toTag(), answer);
    var changed = new ArrayList<>(forks);
    int variant = variantOf(event);
    if (variant < 0) {
      changed.add(fork);
    } else if (answer != null) {
      changed.set(variant, fork);
    }
    var stillLost = new HashSet<>(lost);
    stillLost.remove(event.leg());
    return new Forks(changed, stillLost);
  }
}
