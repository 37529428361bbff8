package io.tandem.media.sdp;

import java.util.List;
import java.util.Locale;

/** Which way media flows, seen from the one that says it (RFC 8866 §6.7). */
public enum Direction {
  /** Sends and receives. */
  SENDRECV(true, true),
  /** Sends only: it holds the other. */
  SENDONLY(true, false),
  /** Receives only: it is held. */
  RECVONLY(false, true),
  /** Neither; RTCP still flows. */
  INACTIVE(false, false);

  private final boolean sends;
  private final boolean receives;

  Direction(boolean sends, boolean receives) {
    this.sends = sends;
    this.receives = receives;
  }

  /** Whether the speaker sends. */
  public boolean sends() {
    return sends;
  }

  /** Whether the speaker receives. */
  public boolean receives() {
    return receives;
  }

  /** The direction with these two properties. */
  public static Direction of(boolean sends, boolean receives) {
    if (sends) {
      return receives ? SENDRECV : SENDONLY;
    }
    return receives ? RECVONLY : INACTIVE;
  }

  /**
   * What remains of this answer under {@code offer}, the other side's own direction: an answer
   * never sends what the offer does not receive (RFC 3264 §6.1). Some phones answer sendonly with
   * sendrecv.
   */
  public Direction within(Direction offer) {
    return of(sends && offer.receives, receives && offer.sends);
  }

  String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The direction that {@code lines} state, null if none. */
  static Direction in(List<SdpLine> lines) {
    for (SdpLine line : lines) {
      Direction direction = line.isAttribute() ? byName(line.value().strip()) : null;
      if (direction != null) {
        return direction;
      }
    }
    return null;
  }

  private static Direction byName(String name) {
    return switch (name) {
      case "sendrecv" -> SENDRECV;
      case "sendonly" -> SENDONLY;
      case "recvonly" -> RECVONLY;
      case "inactive" -> INACTIVE;
      default -> null;
    };
  }
}
