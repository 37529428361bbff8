package io.tandem.edge;

import io.tandem.net.RareLog;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.message.SipSyntaxException;
import io.tandem.sip.transaction.ServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where the edge answers: each final answer is counted once. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  private static final RareLog DEFECTS = RareLog.of(Answers.class);
  private static final Refusal BROKEN = Refusal.of(500, "error");
  private static final Refusal MALFORMED = Refusal.of(400, "syntax");

  private final EdgeMetrics metrics;
  private final FailureLog failures;

  Answers(EdgeMetrics metrics, FailureLog failures) {
    this.metrics = metrics;
    this.failures = failures;
  }

  /** Sends a success. */
  void accept(ServerTransaction transaction, SipResponse response) {
    metrics.request(response.method(), "accepted");
    transaction.respond(response);
  }

  /** Sends a refusal; a challenge is counted as such. */
  void refuse(ServerTransaction transaction, Refusal refusal) {
    var request = transaction.request();
    boolean challenge = refusal.status() == 401 || refusal.status() == 407;
    metrics.request(request.method(), challenge ? "challenged" : "refused");
    metrics.refused(refusal.cause());
    LOG.debug("{} refused: {} ({})", request, refusal.status(), refusal.cause());
    transaction.respond(refusal.to(request));
  }

  /** Sends a refusal, and reports it as {@code failure} with what was answered. */
  void refuse(ServerTransaction transaction, Refusal refusal, Failure failure) {
    failures.report(failure.detail(refusal.status() + " " + refusal.cause()));
    refuse(transaction, refusal);
  }

  /** Says nothing, and reports that as {@code failure}. */
  void drop(ServerTransaction transaction, Failure failure) {
    drop(transaction, failure, "too many wait");
  }

  /** Says nothing, and reports that as {@code failure} with why. */
  void drop(ServerTransaction transaction, Failure failure, String why) {
    metrics.request(transaction.request().method(), "dropped");
    failures.report(failure.detail(why));
  }

  /** The request is somebody else's now. */
  void passed(SipRequest request) {
    metrics.request(request.method(), "passed");
  }

  /** Answers 100 (RFC 3261 §8.2.6.1). */
  void trying(ServerTransaction transaction) {
    transaction.respond(SipResponse.to(transaction.request(), 100).build());
  }

  /** Whether {@code transaction} may still be answered: no CANCEL came in between. */
  boolean isWaiting(ServerTransaction transaction) {
    try {
      transaction.request();
      return true;
    } catch (IllegalStateException answered) {
      return false;
    }
  }

  /** Runs {@code work}; what is malformed is answered 400, a defect 500. */
  void guarded(ServerTransaction transaction, Runnable work) {
    try {
      work.run();
    } catch (SipSyntaxException e) {
      refuseMalformed(transaction);
    } catch (RuntimeException | StackOverflowError e) {
      DEFECTS.error("A request could not be dealt with", e);
      refuseIfWaiting(transaction, BROKEN);
    }
  }

  private void refuseMalformed(ServerTransaction transaction) {
    if (isWaiting(transaction)) {
      var failure = Failure.of(FailureCause.REQUEST_REFUSED, transaction.flow());
      refuse(transaction, MALFORMED, failure);
    }
  }

  private void refuseIfWaiting(ServerTransaction transaction, Refusal refusal) {
    if (isWaiting(transaction)) {
      refuse(transaction, refusal);
    }
  }
}
