package io.tandem.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A leg's ordinal inside its call: 0 is the caller's, the others are numbered as they appear. */
public record LegId(@JsonValue int number) implements Comparable<LegId> {
  /** The leg that started the call. */
  public static final LegId CALLER = new LegId(0);

  /**
   * @throws IllegalArgumentException when {@code number} is not between 0 and 255
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public LegId {
    if (number < 0 || number > 255) {
      throw new IllegalArgumentException("not a leg number (0 to 255): " + number);
    }
  }

  @Override
  public int compareTo(LegId other) {
    return Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
