package io.tandem.edge;

import io.tandem.net.SourceNetwork;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who may write a line about a failure now: a source five at once and then one every ten seconds,
 * all sources together so many a second. Those whose address is verified have a share of their own,
 * so that datagrams in forged names do not hide them. Bounded: the source that has been quiet
 * longest is forgotten. Safe for use by any thread.
 */
final class FailureLines {
  static final int BURST = 5;
  static final long INTERVAL_MILLIS = 10_000;
  static final int LINES_A_SECOND = 20;
  private static final int MAX_SOURCES = 10_000;
  private static final long SECOND_MILLIS = 1_000;

  private final Clock clock;
  private final Share verified = new Share();
  private final Share unverified = new Share();

  FailureLines(Clock clock) {
    this.clock = clock;
  }

  /** What is left to sources of one kind. */
  private static final class Share {
    private final Map<SourceNetwork, Source> sources =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<SourceNetwork, Source> eldest) {
            return size() > MAX_SOURCES;
          }
        };
    private long second;
    private int lines;
  }

  private static final class Source {
    private double lines = BURST;
    private long at;
    private long untold;
  }

  /**
   * How many failures of {@code network} have had no line since its last one, when this one may
   * have a line; else -1.
   */
  long take(SourceNetwork network, boolean isVerified) {
    var share = isVerified ? verified : unverified;
    long now = clock.millis();
    synchronized (share) {
      var source = share.sources.computeIfAbsent(network, key -> new Source());
      double more = Math.max(0, now - source.at) / (double) INTERVAL_MILLIS;
      source.lines = Math.min(BURST, source.lines + more);
      source.at = now;
      if (source.lines < 1 || !takeOfAll(share, now / SECOND_MILLIS)) {
        source.untold++;
        return -1;
      }
      source.lines--;
      long untold = source.untold;
      source.untold = 0;
      return untold;
    }
  }

  private static boolean takeOfAll(Share share, long second) {
    if (share.second != second) {
      share.second = second;
      share.lines = 0;
    }
    if (share.lines >= LINES_A_SECOND) {
      return false;
    }
    share.lines++;
    return true;
  }
}
