package io.tandem.sip.transport;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** The counters of the transport layer, looked up once. */
final class TransportMetrics {
  private final MeterRegistry meters;
  private final Map<Transport, Counter> received;
  private final Map<Transport, Counter> sent;
  private final Map<Transport, Counter> failed;
  private final Map<Transport, Counter> keepAlives;

  TransportMetrics(MeterRegistry meters) {
    this.meters = meters;
    received = byTransport("tandem.sip.received");
    sent = byTransport("tandem.sip.sent");
    failed = byTransport("tandem.sip.send.failed");
    keepAlives = byTransport("tandem.sip.keepalives");
  }

  void received(Transport transport) {
    received.get(transport).increment();
  }

  void sent(Transport transport) {
    sent.get(transport).increment();
  }

  void sendFailed(Transport transport) {
    failed.get(transport).increment();
  }

  void keepAlive(Transport transport) {
    keepAlives.get(transport).increment();
  }

  /**
   * A connection was closed or refused by us.
   *
   * @param reason one of a few words
   */
  void connectionClosed(String reason) {
    meters.counter("tandem.sip.connections.closed", "reason", reason).increment();
  }

  void connections(Supplier<Number> count) {
    Gauge.builder("tandem.sip.connections", count).register(meters);
  }

  void strangers(Supplier<Number> count) {
    Gauge.builder("tandem.sip.connections.unauthenticated", count).register(meters);
  }

  private Map<Transport, Counter> byTransport(String name) {
    Map<Transport, Counter> counters = new EnumMap<>(Transport.class);
    for (Transport transport : Transport.values()) {
      counters.put(transport, meters.counter(name, "transport", transport.name()));
    }
    return counters;
  }
}
