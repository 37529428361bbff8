package io.tandem.call.leg;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;

/**
 * How we know that a leg's peer is still there: by a session timer (RFC 4028), or where the peer
 * has none by asking it (OPTIONS).
 *
 * @param interval the session's, as agreed with the peer; zero without session timer
 * @param refreshing whether it is we who refresh the session
 * @param minimum the longest Min-SE that the peer asked for; zero if it asked for none
 * @param updates whether the peer understands UPDATE (RFC 3311)
 * @param probe the CSeq number of the refresh or the question that waits for its final response, 0
 *     while none does
 * @param misses how many of those in a row got no answer
 * @param raises how often the peer has asked for a longer session (422) since it last accepted one
 */
public record Liveness(
    Duration interval,
    boolean refreshing,
    Duration minimum,
    boolean updates,
    long probe,
    int misses,
    int raises) {
  /** More often than this we do not ask for a longer session: RFC 4028 has it ask once (§7.3). */
  private static final int MAX_RAISES = 2;

  /** Of a peer that has not said anything yet. */
  public static final Liveness UNKNOWN =
      new Liveness(Duration.ZERO, false, Duration.ZERO, false, 0, 0, 0);

  /** Whether the session ends unless it is refreshed. */
  @JsonIgnore
  public boolean isTimed() {
    return !interval.isZero();
  }

  /** With another session timer; {@link Duration#ZERO} for none. */
  public Liveness withTimer(Duration agreed, boolean byUs) {
    return new Liveness(agreed, byUs, minimum, updates, probe, misses, 0);
  }

  /** The peer wants no shorter intervals than this. */
  public Liveness withMinimum(Duration least) {
    return minimum.compareTo(least) >= 0
        ? this
        : new Liveness(interval, refreshing, least, updates, probe, misses, raises);
  }

  /**
   * The peer refused a session as too short and wants no shorter ones than this. The same when that
   * tells us nothing, or was told too often: the refusal counts then.
   */
  public Liveness raised(Duration least) {
    boolean more = least.compareTo(minimum) > 0 && raises < MAX_RAISES;
    return more
        ? new Liveness(interval, refreshing, least, updates, probe, misses, raises + 1)
        : this;
  }

  /** Whether the peer understands UPDATE. */
  public Liveness withUpdates(boolean understood) {
    return new Liveness(interval, refreshing, minimum, understood, probe, misses, raises);
  }

  /** A refresh or a question is on its way. */
  public Liveness asking(long cseq) {
    return new Liveness(interval, refreshing, minimum, updates, cseq, misses, raises);
  }

  /** The peer has answered. */
  public Liveness answered() {
    return new Liveness(interval, refreshing, minimum, updates, 0, 0, raises);
  }

  /** The peer has not answered. */
  public Liveness missed() {
    return new Liveness(interval, refreshing, minimum, updates, 0, misses + 1, raises);
  }
}
