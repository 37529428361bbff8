package io.tandem.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.audit.AuditEvent;
import io.tandem.audit.AuditTrail;
import io.tandem.audit.HarmlessText;
import io.tandem.net.SourceNetwork;
import io.tandem.store.AuditKind;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the edge tells of failures. Each is counted by its cause ({@code tandem.sip.failures}); as
 * many as {@link FailureLines} allows get a line in the logger {@code tandem.sip.failures}, in a
 * form that fail2ban reads. All but refused calls, which leave a call record, go to the audit, too.
 * Safe for use by any thread; never blocks.
 *
 * <p>What the network says is made harmless: nothing in a line can be mistaken for another field,
 * or for another line.
 */
public final class FailureLog {
  private static final Logger LOG = LoggerFactory.getLogger("tandem.sip.failures");
  private static final int MAX_NAME = 64;
  private static final int MAX_DETAIL = 120;

  private final Map<FailureCause, Counter> counters = new EnumMap<>(FailureCause.class);
  private final FailureLines lines;
  private final AuditTrail audit;
  private final Consumer<String> log;

  FailureLog(Clock clock, MeterRegistry meters, AuditTrail audit) {
    this(clock, meters, audit, LOG::warn);
  }

  FailureLog(Clock clock, MeterRegistry meters, AuditTrail audit, Consumer<String> log) {
    this.lines = new FailureLines(clock);
    this.audit = audit;
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
    if (failure.cause() != FailureCause.CALL_REFUSED) {
      audit.add(event(failure));
    }
  }

  private static AuditEvent event(Failure failure) {
    var details = new TreeMap<String, Object>();
    details.put("transport", failure.transport().name().toLowerCase(Locale.ROOT));
    details.put("verified", failure.verified());
    if (failure.detail() != null) {
      details.put("detail", failure.detail());
    }
    return new AuditEvent(
        failure.tenant(),
        AuditKind.FAILURE,
        failure.extension(),
        failure.source(),
        "sip." + failure.cause(),
        failure.extension() == null ? null : "extension/" + failure.extension(),
        details);
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
        + HarmlessText.word(failure.extension(), MAX_NAME)
        + " untold="
        + untold
        + " detail=\""
        + HarmlessText.sentence(failure.detail(), MAX_DETAIL)
        + '"';
  }
}
