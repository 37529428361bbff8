package io.tandem.call;

import io.tandem.call.leg.Body;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.id.CallId;
import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.registrar.Binding;
import io.tandem.routing.Route;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the edge tells a call, ready-made: 1001 calls 1002. */
final class Messages {
  static final NodeId NODE = new NodeId("node-1");
  static final TenantId TENANT = TenantId.fromLong(5);
  static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
  static final LegId CALLER = LegId.CALLER;
  static final LegId ONE = new LegId(1);

  private Messages() {}

  static CallEntity.Start start(CallId call, String sdp) {
    return new CallEntity.Start(
        TENANT,
        new Domain("acme.test"),
        call,
        START,
        request("INVITE", 1, null, sdp),
        new Extension("1001"),
        "Alice",
        false,
        "1002",
        "acme.test",
        new Route.ToExtension(new Extension("1002"), Duration.ofSeconds(30)),
        Duration.ofHours(4));
  }

  /** A request of the caller; {@code tag} is ours. */
  static IncomingRequest request(String method, long cseq, String tag, String sdp) {
    return new IncomingRequest(
        "ACK".equals(method) ? null : new TransactionRef(NODE, 0, method + "/" + cseq),
        flow(CALLER),
        method,
        "call@alice",
        "sip:1001@acme.test",
        null,
        "alice",
        "sip:1002@acme.test",
        tag,
        cseq,
        "sip:1001@192.0.2.1",
        false,
        List.of(),
        sdp == null ? null : Body.sdp(sdp),
        Map.of("User-Agent", "Desk phone"));
  }

  static CallEntity.Responded responded(
      LegId leg, String method, long cseq, int status, String sdp) {
    return new CallEntity.Responded(
        leg,
        new IncomingResponse(
            status,
            "Reason",
            method,
            cseq,
            "bob",
            "sip:1002@192.0.2.2",
            List.of("<sip:proxy;lr>"),
            sdp == null ? null : Body.sdp(sdp),
            Map.of(),
            flow(leg)));
  }

  /** The same request as it comes by another node. */
  static IncomingRequest by(NodeId node, IncomingRequest request) {
    return new IncomingRequest(
        request.transaction(),
        by(node, request.flow()),
        request.method(),
        request.sipCallId(),
        request.fromUri(),
        request.fromDisplayName(),
        request.fromTag(),
        request.toUri(),
        request.toTag(),
        request.cseq(),
        request.contactUri(),
        request.direct(),
        request.recordRoutes(),
        request.body(),
        request.headers());
  }

  private static Flow by(NodeId node, Flow flow) {
    return new Flow(node, flow.listener(), flow.transport(), flow.remote(), flow.connection());
  }

  static Binding binding() {
    return binding(NODE);
  }

  /** A phone that {@code node} reaches. */
  static Binding binding(NodeId node) {
    return new Binding(
        "sip:1002@192.0.2.2",
        by(node, flow(ONE)),
        List.of(),
        1,
        START,
        START,
        "reg",
        1,
        "Soft phone");
  }

  static Flow flow(LegId leg) {
    var remote = new InetSocketAddress("192.0.2.10" + leg.number(), 5060);
    return new Flow(NODE, "udp:203.0.113.1:5060", Transport.UDP, remote, 0);
  }
}
