package io.tandem.registrar;

/** What is known of whether a phone can be reached at its binding. */
public enum Reachability {
  /** It has answered what was last asked of it. */
  ANSWERS,
  /** It used to answer, and does no longer. */
  SILENT,
  /** Its connection is closed. */
  CLOSED,
  /** Nothing: nobody asks it, or it has never answered. */
  UNKNOWN;

  /** Whether it is known that requests do not arrive there. */
  public boolean isLost() {
    return this == SILENT || this == CLOSED;
  }
}
