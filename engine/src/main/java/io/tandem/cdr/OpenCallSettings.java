package io.tandem.cdr;

import io.tandem.settings.SettingsReader;
import java.time.Duration;

/**
 * How the calls of a lost node are found.
 *
 * @param mark from one mark that the node lives to the next: by so much a lost call's record may be
 *     too short
 * @param lostAfter how long a node has to be silent until another closes its calls unasked
 */
public record OpenCallSettings(Duration mark, Duration lostAfter) {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** A mark a minute, lost after a day. */
  public static final OpenCallSettings STANDARD = new OpenCallSettings(MINUTE, DAY);

  /**
   * Reads the section {@code tandem.cdr.open}.
   *
   * @throws io.tandem.settings.SettingsException when a value is out of its bounds
   */
  public static OpenCallSettings read(SettingsReader reader) {
    Duration mark = reader.duration("mark", SECOND, Duration.ofMinutes(10));
    Duration lostAfter = reader.duration("lost-after", SECOND, Duration.ofDays(30));
    if (lostAfter.compareTo(mark.multipliedBy(3)) < 0) {
      throw reader.wrong("lost-after", "a duration of at least three times mark");
    }
    return new OpenCallSettings(mark, lostAfter);
  }
}
