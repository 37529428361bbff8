package io.tandem.bench.process;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM's log of its collections, as {@link #option} has it written. */
public final class GcLog {
  private static final Pattern PAUSE =
      Pattern.compile("\\[([^]]+)].* Pause .* (\\d+\\.\\d+)ms\\s*");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

  private final List<String> lines;

  /** Reads such a log. */
  public GcLog(List<String> lines) {
    this.lines = List.copyOf(lines);
  }

  /** The JVM option that has the log written to {@code file}. */
  public static String option(String file) {
    return "-Xlog:gc:file=" + file + ":time";
  }

  /** The longest pause that ended in a time; zero when there was none. */
  public Duration longestPause(Instant from, Instant to) {
    Duration longest = Duration.ZERO;
    for (String line : lines) {
      Matcher matcher = PAUSE.matcher(line);
      if (!matcher.matches()) {
        continue;
      }
      Instant at = OffsetDateTime.parse(matcher.group(1), TIME).toInstant();
      var pause = Duration.ofNanos(Math.round(Double.parseDouble(matcher.group(2)) * 1e6));
      if (!at.isBefore(from) && at.isBefore(to) && pause.compareTo(longest) > 0) {
        longest = pause;
      }
    }
    return longest;
  }
}
