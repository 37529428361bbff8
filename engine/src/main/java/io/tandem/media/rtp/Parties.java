package io.tandem.media.rtp;

import io.tandem.id.LegId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The dialogs of a session's legs. A caller that forks has one early dialog for each callee, with
 * ports and an {@code o=} identity of its own; the one that is connected becomes the leg's only
 * one.
 */
final class Parties {
  private final Map<LegId, Party> established = new HashMap<>();
  private final Map<Early, Party> early = new LinkedHashMap<>();

  private record Early(LegId leg, LegId other) {}

  /** The dialog of {@code leg} in which it speaks with {@code other}; null if there is none. */
  Party find(LegId leg, LegId other) {
    Party party = established.get(leg);
    return party != null ? party : early.get(new Early(leg, other));
  }

  /** Whether {@code leg} has early dialogs with others than {@code other}. */
  boolean isForking(LegId leg, LegId other) {
    return early.keySet().stream()
        .anyMatch(one -> one.leg().equals(leg) && !one.other().equals(other));
  }

  /** Adds an early dialog. */
  void add(Party party) {
    early.put(new Early(party.leg(), party.peer()), party);
  }

  /** From now on it is the leg's only dialog for whoever it speaks with. */
  void establish(Party party) {
    early.values().remove(party);
    established.put(party.leg(), party);
  }

  /** Forgets it. */
  void remove(Party party) {
    early.values().remove(party);
    established.values().remove(party);
  }

  /** All dialogs that end with {@code leg}: its own, and the early ones of others with it. */
  List<Party> endingWith(LegId leg) {
    List<Party> ending = new ArrayList<>();
    for (Party party : all()) {
      boolean others = early.containsValue(party) && party.peer().equals(leg);
      if (party.leg().equals(leg) || others) {
        ending.add(party);
      }
    }
    return ending;
  }

  List<Party> all() {
    List<Party> all = new ArrayList<>(established.values());
    all.addAll(early.values());
    return all;
  }
}
