package io.tandem.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;

/** What the edge counts. Safe for use by any thread; a counter is looked up in one map. */
final class EdgeMetrics {
  private final MeterRegistry meters;
  private final ConcurrentHashMap<String, ConcurrentHashMap<String, Counter>> requests =
      new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Counter> refusals = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Counter> authentications = new ConcurrentHashMap<>();
  private final Counter strayAcks;
  private final Counter strayResponses;
  private final Counter surplusAnswers;
  private final Counter unreachable;
  private final Counter unrecorded;

  EdgeMetrics(MeterRegistry meters) {
    this.meters = meters;
    strayAcks = meters.counter("tandem.sip.stray.acks");
    strayResponses = meters.counter("tandem.sip.stray.responses");
    surplusAnswers = meters.counter("tandem.sip.surplus.answers");
    unreachable = meters.counter("tandem.sip.unreachable.nodes");
    unrecorded = meters.counter("tandem.cdr.refused.unrecorded");
  }

  /**
   * A request has been dealt with.
   *
   * @param method one that we know; others count as {@code other}
   * @param outcome {@code accepted}, {@code challenged}, {@code refused}, {@code passed}, {@code
   *     dropped}
   */
  void request(String method, String outcome) {
    boolean known = Capabilities.startsHere(method) || Capabilities.inDialog(method);
    String name = known ? method : "other";
    var outcomes = requests.get(name);
    if (outcomes == null) {
      outcomes = requests.computeIfAbsent(name, key -> new ConcurrentHashMap<>());
    }
    count(outcomes, outcome, "tandem.sip.requests", "outcome", "method", name);
  }

  /** A request was refused because of {@code cause}. */
  void refused(String cause) {
    count(refusals, cause, "tandem.sip.refused", "cause");
  }

  /** A password was not accepted because of {@code reason}. */
  void notAuthenticated(String reason) {
    count(authentications, reason, "tandem.sip.auth.failures", "reason");
  }

  /** An ACK that belongs to no call. */
  void strayAck() {
    strayAcks.increment();
  }

  /** A response that belongs to no transaction. */
  void strayResponse() {
    strayResponses.increment();
  }

  /** The dialog of a 2xx that no call takes was ended. */
  void surplusAnswer() {
    surplusAnswers.increment();
  }

  /** Something was to be sent by a node that is not there. */
  void nodeUnreachable() {
    unreachable.increment();
  }

  /** A refused call left no record, because its tenant has left too many. */
  void notRecorded() {
    unrecorded.increment();
  }

  private void count(
      ConcurrentHashMap<String, Counter> counters,
      String value,
      String name,
      String tag,
      String... more) {
    var counter = counters.get(value);
    if (counter == null) {
      counter =
          counters.computeIfAbsent(
              value, key -> Counter.builder(name).tag(tag, key).tags(more).register(meters));
    }
    counter.increment();
  }
}
