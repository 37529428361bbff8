package io.tandem.edge;

import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From messages to what a call entity sees of them. Headers pass only by the white list: what is
 * not on it could tell one side of a call about the other's network.
 */
final class Translation {
  private static final Set<String> WHITE_LIST =
      Set.of(
          "Accept",
          "Alert-Info",
          "Allow",
          "Content-Disposition",
          "Event",
          "Expires",
          "Info-Package",
          "Max-Forwards",
          "Min-SE",
          "Privacy",
          "RAck",
          "Reason",
          "Recv-Info",
          "Require",
          "Retry-After",
          "RSeq",
          "Session-Expires",
          "Subject",
          "Supported",
          "Unsupported",
          "User-Agent",
          "Warning");

  /** Whose Contact is the peer's from then on (RFC 3261 §12.2, RFC 3311 §5). */
  private static final Set<String> TARGET_REFRESHES = Set.of("INVITE", "UPDATE");

  private Translation() {}

  /**
   * @param transaction {@code null} for an ACK
   */
  static IncomingRequest incoming(
      SipRequest request, TransactionRef transaction, Flow flow, DirectContacts direct) {
    var from = request.from();
    return new IncomingRequest(
        transaction,
        flow,
        request.method(),
        request.callId(),
        from.uri(),
        from.displayName(),
        from.tag(),
        request.to().uri(),
        request.toTag(),
        request.cseq(),
        contactUri(request),
        TARGET_REFRESHES.contains(request.method()) && direct.isDirect(request, flow),
        recordRoutes(request),
        Bodies.of(request),
        headers(request));
  }

  static IncomingResponse incoming(SipResponse response, Flow flow) {
    return new IncomingResponse(
        response.status(),
        response.reason(),
        response.method(),
        response.cseq(),
        response.toTag(),
        contactUri(response),
        recordRoutes(response),
        Bodies.of(response),
        headers(response),
        flow);
  }

  /** The white-listed headers; several fields of one name are joined (§7.3.1). */
  static Map<String, String> headers(SipMessage message) {
    return message.headersAmong(WHITE_LIST);
  }

  private static String contactUri(SipMessage message) {
    var contacts = message.contacts();
    return contacts.isEmpty() ? null : contacts.get(0).uri();
  }

  private static List<String> recordRoutes(SipMessage message) {
    var routes = message.recordRoutes();
    return routes.isEmpty() ? List.of() : routes.stream().map(NameAddress::toString).toList();
  }
}
