package io.tandem.sip.transport;

import java.time.Duration;

/** Checks of configured values: an error names the setting and what it was. */
final class Settings {
  private Settings() {}

  static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be greater than 0: " + value);
    }
  }

  static void requirePositive(String name, Duration value) {
    if (value == null || value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than 0: " + value);
    }
  }
}
