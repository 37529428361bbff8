package io.tandem.media.rtp;

import io.tandem.id.LegId;
import io.tandem.media.MediaListener;
import java.util.List;

/**
 * Watches over one leg's silence: all its streams together, for one that talks is enough. Confined
 * to its event loop.
 */
final class LegWatch {
  private final LegId leg;
  private final MediaListener listener;
  private final long silence;
  private List<RelayEnd> ends = List.of();
  private boolean told;

  /**
   * @param silence nanoseconds
   */
  LegWatch(LegId leg, MediaListener listener, long silence) {
    this.leg = leg;
    this.listener = listener;
    this.silence = silence;
  }

  /** The leg's streams have changed. */
  void over(List<RelayEnd> newEnds) {
    ends = newEnds;
  }

  /** The clock starts: what was silent before does not count. */
  void start(long now) {
    ends.forEach(end -> end.startClock(now));
    told = false;
  }

  void tick(long now) {
    boolean supervised = false;
    boolean silent = true;
    for (RelayEnd end : ends) {
      if (end.isSupervised()) {
        supervised = true;
        silent &= now - end.heardAt() >= silence;
      }
    }
    if (!supervised || !silent) {
      told = false;
      return;
    }
    if (!told) {
      told = true;
      listener.onMediaTimeout(leg);
    }
  }
}
