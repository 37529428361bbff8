package io.tandem.edge;

import io.tandem.settings.SettingsReader;
import java.time.Duration;

/**
 * How the ways to phones are kept open.
 *
 * @param interval how often a phone behind a NAT that registered over UDP is asked whether it is
 *     there
 * @param retry how soon it is asked again when it has not answered
 * @param misses how often in a row it may leave that unanswered before it counts as gone
 * @param flowTimer how often a phone that keeps a connection open by RFC 5626 is to say that it is
 *     still there
 */
public record KeepAliveSettings(Duration interval, Duration retry, int misses, Duration flowTimer) {
  private static final Duration HOUR = Duration.ofHours(1);

  /** What {@code reference.conf} says, for tests. */
  public static KeepAliveSettings defaults() {
    return new KeepAliveSettings(
        Duration.ofSeconds(25), Duration.ofSeconds(5), 3, Duration.ofMinutes(2));
  }

  /** Reads the section {@code tandem.edge.keep-alive}. */
  static KeepAliveSettings read(SettingsReader reader) {
    return new KeepAliveSettings(
        reader.duration("interval", Duration.ofMillis(100), HOUR),
        reader.duration("retry", Duration.ofMillis(100), HOUR),
        reader.integer("misses", 1, 100),
        reader.duration("flow-timer", Duration.ofSeconds(30), HOUR));
  }
}
