package io.tandem.phone.agent;

import java.util.Locale;

/** The direction attribute of a media stream (RFC 3264 §6.1), seen from the one who writes it. */
enum Direction {
  SENDRECV(true, true),
  SENDONLY(true, false),
  RECVONLY(false, true),
  INACTIVE(false, false);

  private final boolean sends;
  private final boolean receives;

  Direction(boolean sends, boolean receives) {
    this.sends = sends;
    this.receives = receives;
  }

  boolean sends() {
    return sends;
  }

  /** The same stream seen from the other side. */
  Direction reversed() {
    return of(receives, sends);
  }

  /** What is left when both constraints hold. */
  Direction and(Direction other) {
    return of(sends && other.sends, receives && other.receives);
  }

  /** The attribute's name in SDP. */
  String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The direction of this attribute name, or null if it is none. */
  static Direction ofAttribute(String name) {
    for (Direction direction : values()) {
      if (direction.attribute().equals(name)) {
        return direction;
      }
    }
    return null;
  }

  private static Direction of(boolean sends, boolean receives) {
    if (sends) {
      return receives ? SENDRECV : SENDONLY;
    }
    return receives ? RECVONLY : INACTIVE;
  }
}
