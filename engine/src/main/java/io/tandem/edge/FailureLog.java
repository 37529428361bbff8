package io.tandem.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.net.SourceNetwork;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the edge tells of failures. Each is counted by its cause ({@code tandem.sip.failures}); as
 * many as {@link FailureLines} allows get a line in the logger {@code tandem.sip.failures}, in a
 * form that fail2ban reads. Safe for use by any thread; never blocks.
 *
 * <p>What the network says is made harmless: nothing in a line can be mistaken for another field,
 * or for another line.
 */
public final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger("tandem.sip.failures");
  private static final int MAX_NAME = 64;
  private static final int MAX_DETAIL = 120;
  private static final String NAME_MARKS = "._-+@*#";

  private final Map<FailureCause, Counter> counters = new EnumMap<>(FailureCause.class);
  private final FailureLines lines;
  private final Consumer<String> log;

  FailureLog(Clock clock, MeterRegistry meters) {
    this(clock, meters, LOG::warn);
  }

  FailureLog(Clock clock, MeterRegistry meters, Consumer<String> log) {
    this.lines = new FailureLines(clock);
    this.log = log;
    for (var cause : FailureCause.values()) {
      counters.put(cause, meters.counter("tandem.sip.failures", "cause", cause.toString()));
    }
  }

  /** Counts {@code failure}, and writes it down if its source has not had too many lines. */
  public void report(Failure failure) {
    counters.get(failure.cause()).increment();
    long untold = lines.take(SourceNetwork.of(failure.source()), failure.verified());
    if (untold >= 0) {
      log.accept(line(failure, untold));
    }
  }

  /** Cause and source come first: nothing before them is the network's to choose. */
  private static String line(Failure failure, long untold) {
    return "SIP failure cause="
        + failure.cause()
        + " source="
        + failure.source().getHostAddress()
        + " verified="
        + (failure.verified() ? "yes" : "no")
        + " transport="
        + failure.transport().name().toLowerCase(Locale.ROOT)
        + " tenant="
        + (failure.tenant() == null ? "-" : failure.tenant())
        + " extension="
        + name(failure.extension())
        + " untold="
        + untold
        + " detail=\""
        + detail(failure.detail())
        + '"';
  }

  private static String name(String text) {
    if (text == null || text.isEmpty()) {
      return "-";
    }
    return harmless(text, MAX_NAME, FailureLog::isOfName);
  }

  private static String detail(String text) {
    return text == null ? "" : harmless(text, MAX_DETAIL, c -> c >= ' ' && c < 0x7f && c != '"');
  }

  private static boolean isOfName(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || NAME_MARKS.indexOf(c) >= 0;
  }

  private interface Accepted {
    boolean test(char c);
  }

  private static String harmless(String text, int length, Accepted accepted) {
    var harmless = new StringBuilder(Math.min(text.length(), length));
    for (int i = 0; i < text.length() && i < length; i++) {
      char c = text.charAt(i);
      harmless.append(accepted.test(c) ? c : '?');
    }
    return harmless.toString();
  }
}
