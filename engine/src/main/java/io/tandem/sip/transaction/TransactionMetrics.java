package io.tandem.sip.transaction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The counters of all loops' transactions, looked up once. */
final class TransactionMetrics {
  /** Why something was not processed. */
  enum Drop {
    /** A response whose Via names another host, or more than one hop. */
    FOREIGN_VIA("foreign-via"),
    /** A response to no transaction; the user was told. */
    STRAY_RESPONSE("stray-response"),
    /** An ACK that fits the state of its transaction in no way. */
    STRAY_ACK("stray-ack"),
    /** A CANCEL without its INVITE; answered with 481. */
    STRAY_CANCEL("stray-cancel"),
    /** One request on two ways; answered with 482. */
    MERGED("merged"),
    /** Too many server transactions; answered with 503. */
    OVERLOAD("overload"),
    /** Too many requests of strangers wait. */
    UNPROVEN("unproven"),
    /** A request of a stranger so short that any answer would be more than twice as long. */
    TOO_SHORT("too-short"),
    /** Too many messages waited for their loop. */
    QUEUE_FULL("queue-full"),
    /** The user answered a transaction that is gone or has its final response. */
    LATE_RESPONSE("late-response"),
    /** The user never answered a request. */
    UNANSWERED("unanswered"),
    /** A defect of ours that the message brought out. */
    ERROR("error"),
    /** The user threw an exception. */
    USER_ERROR("user-error");

    private final String label;

    Drop(String label) {
      this.label = label;
    }
  }

  private final MeterRegistry meters;
  private final Counter[] dropped = new Counter[Drop.values().length];
  private final Map<Integer, Counter> malformed = new ConcurrentHashMap<>();
  private final Counter requestRetransmissions;
  private final Counter responseRetransmissions;
  private final Counter absorbed;
  private final Counter timeouts;
  private final AtomicInteger clients;
  private final AtomicInteger servers;

  TransactionMetrics(MeterRegistry meters) {
    this.meters = meters;
    for (Drop drop : Drop.values()) {
      dropped[drop.ordinal()] = meters.counter("tandem.sip.dropped", "reason", drop.label);
    }
    requestRetransmissions = meters.counter("tandem.sip.retransmissions", "message", "request");
    responseRetransmissions = meters.counter("tandem.sip.retransmissions", "message", "response");
    absorbed = meters.counter("tandem.sip.retransmissions.absorbed");
    timeouts = meters.counter("tandem.sip.timeouts");
    clients = active("client");
    servers = active("server");
  }

  private AtomicInteger active(String side) {
    AtomicInteger count = new AtomicInteger();
    Gauge.builder("tandem.sip.transactions", count, AtomicInteger::get)
        .tag("side", side)
        .strongReference(true)
        .register(meters);
    return count;
  }

  void dropped(Drop reason) {
    dropped[reason.ordinal()].increment();
  }

  /**
   * @param status what it deserves as an answer, which bounds the number of counters
   */
  void malformed(int status) {
    malformed
        .computeIfAbsent(
            status, s -> meters.counter("tandem.sip.malformed", "status", Integer.toString(s)))
        .increment();
  }

  void requestRetransmitted() {
    requestRetransmissions.increment();
  }

  void responseRetransmitted() {
    responseRetransmissions.increment();
  }

  void retransmissionAbsorbed() {
    absorbed.increment();
  }

  void timedOut() {
    timeouts.increment();
  }

  AtomicInteger clients() {
    return clients;
  }

  AtomicInteger servers() {
    return servers;
  }
}
