package io.tandem.edge;

import io.tandem.call.leg.Dialog;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transaction.ClientTransactionUser;
import io.tandem.sip.transport.Flow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the dialogs of 2xx responses to an INVITE that no call takes: acknowledges each, then says
 * BYE (RFC 3261 §13.2.2.4).
 */
final class SurplusAnswers {
  private static final Logger LOG = LoggerFactory.getLogger(SurplusAnswers.class);
  private static final int MAX_FORWARDS = 70;

  private final AttachedStack stack;
  private final OutgoingMessages messages;
  private final EdgeMetrics metrics;

  SurplusAnswers(AttachedStack stack, OutgoingMessages messages, EdgeMetrics metrics) {
    this.stack = stack;
    this.messages = messages;
    this.metrics = metrics;
  }

  /** Acknowledges {@code success}, a 2xx to {@code invite}; ends its dialog the first time. */
  void end(OutgoingRequest invite, IncomingResponse success, SentInvite sent) {
    try {
      var ack = within(invite, success, "ACK", invite.cseq());
      var advertised = stack.get().advertised(ack.flow());
      stack.get().send(messages.request(ack, advertised), ack.flow());
      if (sent.isToBeEnded(success.toTag())) {
        var bye = messages.request(within(invite, success, "BYE", invite.cseq() + 1), advertised);
        stack.get().send(bye, ack.flow(), Unheard.INSTANCE);
        metrics.surplusAnswer();
      }
    } catch (IllegalArgumentException e) {
      LOG.debug("A surplus answer to call {} is left alone: {}", invite.call(), e.getMessage());
    }
  }

  private static OutgoingRequest within(
      OutgoingRequest invite, IncomingResponse success, String method, long cseq) {
    var routeSet = new ArrayList<>(success.recordRoutes());
    Collections.reverse(routeSet);
    String contact = success.contactUri();
    var hop = Dialog.hop(contact == null ? invite.requestUri() : contact, routeSet);
    return new OutgoingRequest(
        invite.tenant(),
        invite.call(),
        invite.leg(),
        invite.flow(),
        method,
        hop.requestUri(),
        invite.sipCallId(),
        invite.fromUri(),
        invite.fromDisplayName(),
        invite.fromTag(),
        invite.toUri(),
        success.toTag(),
        cseq,
        hop.routes(),
        MAX_FORWARDS,
        null,
        Map.of());
  }

  /** Whatever comes of the BYE, the dialog is over (§15.1.1). */
  private enum Unheard implements ClientTransactionUser {
    INSTANCE;

    @Override
    public void onResponse(SipResponse response, Flow from) {
      // nobody waits for it
    }

    @Override
    public void onTimeout() {
      // counted by the transaction layer
    }

    @Override
    public void onTransportError(String reason) {
      // counted by the transport layer
    }
  }
}
