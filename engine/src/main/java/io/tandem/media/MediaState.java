package io.tandem.media;

import io.tandem.id.CborSerializable;
import io.tandem.id.LegId;
import java.util.List;

/**
 * A session as a value: stored with its call, enough to anchor the same media again elsewhere.
 *
 * @param legs one entry for every dialog of every leg (a forking caller has several)
 */
public record MediaState(List<LegState> legs) implements CborSerializable {
  /** A session in which nothing was offered yet. */
  public static final MediaState EMPTY = new MediaState(List.of());

  /** Copies the list. */
  public MediaState {
    legs = List.copyOf(legs);
  }

  /**
   * One leg's side of the session.
   *
   * @param leg whose
   * @param peer the leg it exchanged descriptions with last
   * @param connected whether the two are talking
   * @param originId the sess-id of our {@code o=} line to it
   * @param originVersion the sess-version of it
   * @param local the last description it got from us; null if none yet
   * @param remote the last description it sent; null if none yet
   * @param latched where its packets come from, one entry for each {@code m=} line: {@code
   *     address:port}, or empty when nothing came yet
   */
  public record LegState(
      LegId leg,
      LegId peer,
      boolean connected,
      long originId,
      long originVersion,
      String local,
      String remote,
      List<String> latched) {
    /** Copies the list. */
    public LegState {
      latched = List.copyOf(latched);
    }
  }
}
