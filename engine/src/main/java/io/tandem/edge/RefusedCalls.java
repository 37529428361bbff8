package io.tandem.edge;

import io.tandem.cdr.CallDirection;
import io.tandem.cdr.CallRecord;
import io.tandem.cdr.CdrSink;
import io.tandem.cdr.EndReason;
import io.tandem.cdr.LegRecord;
import io.tandem.edge.Invitations.Attempt;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.HostPort;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Leaves a record of every call that an authenticated caller was refused at the door, or gave up
 * there, as far as its tenant's {@link RecordAllowance} goes.
 */
final class RefusedCalls {
  private static final Logger LOG = LoggerFactory.getLogger(RefusedCalls.class);
  private static final Set<String> LIMITS = Set.of("concurrent-calls", "calls-per-second");

  private final CdrSink records;
  private final RecordAllowance allowance;
  private final EdgeMetrics metrics;
  private final FailureLog failures;
  private final NodeId node;

  RefusedCalls(
      CdrSink records,
      RecordAllowance allowance,
      EdgeMetrics metrics,
      FailureLog failures,
      NodeId node) {
    this.records = records;
    this.allowance = allowance;
    this.metrics = metrics;
    this.failures = failures;
    this.node = node;
  }

  void record(SipRequest invite, Flow flow, Attempt attempt, Refusal refusal, Instant now) {
    log(attempt, refusal);
    report(flow, attempt, refusal);
    int callsPerSecond = attempt.tenant().profile().limits().callsPerSecond();
    if (!allowance.takeOne(attempt.tenant().id(), callsPerSecond)) {
      metrics.notRecorded();
      return;
    }
    records.append(recordOf(invite, flow, attempt, refusal, now));
  }

  /** A caller who gives up has not failed. */
  private void report(Flow flow, Attempt attempt, Refusal refusal) {
    if (!refusal.cause().equals("cancelled")) {
      failures.report(
          Failure.authenticated(FailureCause.CALL_REFUSED, flow)
              .of(attempt.tenant().id())
              .extension(attempt.caller().number().value())
              .detail(
                  refusal.status() + " (" + refusal.cause() + "), dialled " + attempt.dialled()));
    }
  }

  private CallRecord recordOf(
      SipRequest invite, Flow flow, Attempt attempt, Refusal refusal, Instant now) {
    String caller = attempt.caller().number().value();
    var remote = flow.remote();
    var leg =
        new LegRecord(
            LegId.CALLER,
            caller,
            new HostPort(remote.getAddress().getHostAddress(), remote.getPort()).toString(),
            invite.header("User-Agent"),
            invite.callId(),
            attempt.startedAt(),
            null,
            null,
            now,
            refusal.status(),
            null);
    return new CallRecord(
        attempt.tenant().id(),
        attempt.call(),
        CallDirection.INTERNAL,
        caller,
        attempt.caller().displayName(),
        attempt.dialled(),
        attempt.dialled(),
        attempt.dialledDomain(),
        attempt.startedAt(),
        null,
        null,
        now,
        reason(refusal.cause()),
        null,
        refusal.status(),
        node,
        List.of(leg));
  }

  private static EndReason reason(String cause) {
    if (cause.equals("cancelled")) {
      return EndReason.CANCELLED;
    }
    return LIMITS.contains(cause) ? EndReason.LIMIT : EndReason.FAILED;
  }

  private static void log(Attempt attempt, Refusal refusal) {
    MDC.put("tenant", attempt.tenant().id().value());
    MDC.put("call", attempt.call().value());
    try {
      LOG.debug(
          "{} calls {}: refused, {} ({})",
          attempt.caller().number(),
          attempt.dialled(),
          refusal.status(),
          refusal.cause());
    } finally {
      MDC.remove("tenant");
      MDC.remove("call");
    }
  }
}
