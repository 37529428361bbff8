package io.tandem.media.sdp;

import java.util.ArrayList;
import java.util.List;

/**
 * Which {@code m=} line of one leg continues which of another. Two legs that were not always each
 * other's peers have different lines, and a line once there stays for the life of its dialog (RFC
 * 3264 §8).
 */
public final class LineMatching {
  /** Has no counterpart: is not passed on. */
  public static final int NONE = -1;

  private final List<Integer> counterparts = new ArrayList<>();
  private final int size;

  private LineMatching(int size) {
    this.size = size;
  }

  /**
   * Finds for every line of an offer its line in the description for the other leg: the one it
   * already has, else a free one of the same media, else a new one at the end.
   *
   * @param offered the lines of the offer
   * @param existing the lines the other leg has seen so far
   * @param before how the lines of these two legs matched up to now; null if they never did
   */
  public static LineMatching of(
      List<RemoteStream> offered, List<MediaLine> existing, LineMatching before) {
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < offered.size(); i++) {
      int known = before == null || i >= before.lines() ? NONE : before.counterpart(i);
      boolean fits = known >= 0 && known < existing.size();
      boolean same = fits && existing.get(known).media().equals(media(offered.get(i)));
      chosen.add(same ? known : NONE);
    }
    int size = existing.size();
    for (int i = 0; i < offered.size(); i++) {
      if (chosen.get(i) == NONE && offered.get(i).active()) {
        int free = free(existing, chosen, media(offered.get(i)));
        chosen.set(i, free == NONE ? size++ : free);
      }
    }
    LineMatching matching = new LineMatching(size);
    matching.counterparts.addAll(chosen);
    return matching;
  }

  /** The same from the other leg's side. */
  public LineMatching reversed() {
    LineMatching reversed = new LineMatching(counterparts.size());
    for (int i = 0; i < size; i++) {
      reversed.counterparts.add(counterparts.indexOf(i));
    }
    return reversed;
  }

  /** How many lines the offer has. */
  public int lines() {
    return counterparts.size();
  }

  /** How many lines the description for the other leg has. */
  public int size() {
    return size;
  }

  /** The other leg's line for the offer's line {@code i}, or {@link #NONE}. */
  public int counterpart(int i) {
    return counterparts.get(i);
  }

  /** The offer's line for the other leg's line {@code i}, or {@link #NONE}. */
  public int origin(int i) {
    return counterparts.indexOf(i);
  }

  private static int free(List<MediaLine> existing, List<Integer> taken, String media) {
    for (int i = 0; i < existing.size(); i++) {
      if (!taken.contains(i) && existing.get(i).media().equals(media)) {
        return i;
      }
    }
    return NONE;
  }

  private static String media(RemoteStream stream) {
    return stream.description().line().media();
  }
}
