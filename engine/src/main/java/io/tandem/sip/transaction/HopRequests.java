package io.tandem.sip.transaction;

import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import java.util.Map;

/** The requests that belong to an INVITE's hop and share its Via. */
final class HopRequests {
  private HopRequests() {}

  /** The ACK of a failure (RFC 3261 §17.1.1.3): all of the INVITE, but To is the response's. */
  static SipRequest ack(SipRequest invite, SipResponse failure) {
    return base("ACK", invite).to(failure.to()).build().withTopVia(invite.topVia());
  }

  /** The CANCEL of an INVITE (§9.1). */
  static SipRequest cancel(SipRequest invite, Map<String, String> headers) {
    SipRequest.Builder cancel = base("CANCEL", invite).to(invite.to());
    headers.forEach(cancel::header);
    return cancel.build().withTopVia(invite.topVia());
  }

  private static SipRequest.Builder base(String method, SipRequest invite) {
    return SipRequest.builder(method, invite.requestUri())
        .callId(invite.callId())
        .cseq(invite.cseq())
        .from(invite.from())
        .route(invite.headers("Route"));
  }
}
