package io.tandem.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run says of itself once a minute.
 *
 * @param livedUntil it lived then for sure
 * @param first when it noted the first of its open calls; no later than {@code livedUntil}
 */
public record NodeMark(NodeRun run, Instant livedUntil, Instant first) {
  /** The minutes in which the run may have noted calls. */
  public List<Instant> minutes() {
    var minutes = new ArrayList<Instant>();
    Instant last = minute(livedUntil);
    for (Instant at = minute(first); !at.isAfter(last); at = at.plus(1, ChronoUnit.MINUTES)) {
      minutes.add(at);
    }
    return minutes;
  }

  /** The minute that {@code at} is in. */
  public static Instant minute(Instant at) {
    return at.truncatedTo(ChronoUnit.MINUTES);
  }
}
