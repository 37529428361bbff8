package io.tandem.registrar;

import io.tandem.id.NodeId;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;

/** REGISTERs for tests, as short as they can be said. */
final class Registrations {
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  static final String CALL_ID = "phone-a";

  private Registrations() {}

  static Flow flow(int port) {
    return new Flow(
        new NodeId("node-1"),
        "udp:127.0.0.1:5060",
        Transport.UDP,
        new InetSocketAddress("127.0.0.1", port),
        0);
  }

  static Registration register(long cseq, String contact, long expires) {
    return register(CALL_ID, cseq, 10, contact(contact, 1, expires));
  }

  static Registration register(
      String callId, long cseq, int maxBindings, ContactUpdate... contacts) {
    return new Registration(
        flow(5062), callId, cseq, List.of(), "phone", List.of(contacts), false, maxBindings);
  }

  /** A phone that is not behind a NAT and says nothing of itself. */
  static ContactUpdate contact(String uri, double q, long expires) {
    return new ContactUpdate(uri, q, expires, null, 0, true);
  }

  static Registration removeAll(String callId, long cseq) {
    return new Registration(flow(5062), callId, cseq, List.of(), null, List.of(), true, 10);
  }

  static Binding stored(
      String contact, String callId, long cseq, Instant updatedAt, Instant expiresAt) {
    return new Binding(
        contact,
        flow(5062),
        List.of(),
        1,
        expiresAt,
        updatedAt,
        callId,
        cseq,
        "phone",
        null,
        null,
        0,
        true,
        null);
  }
}
