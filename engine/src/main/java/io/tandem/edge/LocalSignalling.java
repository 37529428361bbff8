package io.tandem.edge;

import io.tandem.call.CallEntity;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.RequestFailure;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transaction.ClientTransactionUser;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what calls say by this node's stack. Safe for use by any thread. */
final class LocalSignalling {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSignalling.class);

  private final AttachedStack stack;
  private final Calls calls;
  private final OutgoingMessages messages;
  private final InviteOwners owners;
  private final Answers answers;
  private final SurplusAnswers surplus;
  private volatile boolean draining;
  private final ConcurrentHashMap<InviteKey, SentInvite> invites = new ConcurrentHashMap<>();

  LocalSignalling(
      AttachedStack stack,
      Calls calls,
      OutgoingMessages messages,
      InviteOwners owners,
      Answers answers,
      EdgeMetrics metrics) {
    this.stack = stack;
    this.calls = calls;
    this.messages = messages;
    this.owners = owners;
    this.answers = answers;
    this.surplus = new SurplusAnswers(stack, messages, metrics);
  }

  /** From now on no call begins by this node: it would be cut when the node has ended. */
  void drain() {
    draining = true;
  }

  /** Names an INVITE of ours for its CANCEL. */
  private record InviteKey(CallId call, LegId leg, long cseq) {}

  /**
   * Sends {@code request} in a transaction.
   *
   * @param from the node of its call
   */
  void request(OutgoingRequest request, NodeId from) {
    boolean begins = request.method().equals("INVITE") && request.toTag() == null;
    if (!stack.isAttached() || draining && begins) {
      failed(calls, request, RequestFailure.TRANSPORT);
      return;
    }
    try {
      var flow = Reconnection.flowOf(request, stack.get());
      var message = messages.request(request, stack.get().advertised(flow));
      if (!request.method().equals("INVITE")) {
        stack.get().send(message, flow, new LegTransaction(request, null, () -> {}));
        return;
      }
      var key = new InviteKey(request.call(), request.leg(), request.cseq());
      var invite = new SentInvite(from, request);
      invites.put(key, invite);
      var user = new LegTransaction(request, invite, () -> invites.remove(key, invite));
      invite.sent(stack.get().send(message, flow, user));
    } catch (IllegalArgumentException e) {
      LOG.warn("Cannot send {} of call {}: {}", request.method(), request.call(), e.getMessage());
      failed(calls, request, RequestFailure.TRANSPORT);
    }
  }

  /**
   * Cancels an INVITE; by {@code flow}, unless that is the one it was sent by. When the connection
   * is gone the call is told, which may know another.
   *
   * @param flow {@code null} from a node that knows the INVITE's only
   */
  void cancel(CallId call, LegId leg, long cseq, Flow flow, Map<String, String> headers) {
    var invite = invites.get(new InviteKey(call, leg, cseq));
    if (invite == null) {
      return;
    }
    var request = invite.request();
    if (flow == null || flow.equals(request.flow())) {
      invite.cancel(headers);
    } else {
      invite.cancel(headers, flow);
    }
    if (!stack.get().isOpen(flow == null ? request.flow() : flow)) {
      calls.tell(
          request.tenant(),
          call,
          new CallEntity.RequestFailed(leg, "CANCEL", cseq, RequestFailure.TRANSPORT));
    }
  }

  /**
   * {@code node} is gone and its calls with it: nobody else stops what rings for them, or ends what
   * was answered and not acknowledged.
   */
  void nodeLost(NodeId node) {
    for (var invite : invites.values()) {
      if (invite.isOf(node)) {
        invite.abandon();
      }
    }
  }

  void ack(OutgoingRequest ack) {
    invites.remove(new InviteKey(ack.call(), ack.leg(), ack.cseq()));
    try {
      var flow = Reconnection.flowOf(ack, stack.get());
      stack.get().send(messages.request(ack, stack.get().advertised(flow)), flow);
    } catch (IllegalArgumentException e) {
      LOG.warn("Cannot send ACK of call {}: {}", ack.call(), e.getMessage());
    }
  }

  void respond(TransactionRef reference, OutgoingResponse response) {
    stack
        .get()
        .withServerTransaction(
            reference,
            transaction -> respond(transaction, response),
            () -> {
              // Not before the answer is out: a CANCEL that comes ahead of it is the call's (§9.2).
              if (response.status() >= 200) {
                owners.forget(reference);
              }
            });
  }

  private void respond(ServerTransaction transaction, OutgoingResponse response) {
    if (!answers.isWaiting(transaction)) {
      return; // somebody was faster: the transaction layer, or an earlier answer of the call
    }
    var request = transaction.request();
    // An answer for who is behind a proxy goes back through the proxy (RFC 3261 §16.7).
    boolean follows = response.way() != null && request.viaCount() == 1;
    var flow = follows ? response.way() : transaction.flow();
    try {
      if (follows) {
        transaction.follow(flow);
      }
      var advertised = stack.get().advertised(flow);
      transaction.respond(messages.response(request, response, advertised, flow));
    } catch (IllegalArgumentException e) {
      LOG.warn("Cannot send a {} as its call wants it: {}", response.status(), e.getMessage());
      if (response.status() >= 200) {
        transaction.respond(SipResponse.to(request, 500).build());
      }
    }
  }

  static void failed(Calls calls, OutgoingRequest request, RequestFailure failure) {
    calls.tell(
        request.tenant(),
        request.call(),
        new CallEntity.RequestFailed(request.leg(), request.method(), request.cseq(), failure));
  }

  /** Tells a call what becomes of a request of its leg. */
  private final class LegTransaction implements ClientTransactionUser {
    private final OutgoingRequest request;
    private final SentInvite invite;
    private final Runnable atEnd;

    /**
     * @param invite {@code null} for another request
     */
    LegTransaction(OutgoingRequest request, SentInvite invite, Runnable atEnd) {
      this.request = request;
      this.invite = invite;
      this.atEnd = atEnd;
    }

    @Override
    public void onResponse(SipResponse response, Flow from) {
      if (response.status() == 100) {
        return; // says nothing that a call could use
      }
      if (response.status() >= 300) {
        atEnd.run();
      }
      var incoming = Translation.incoming(response, from);
      if (incoming.isSuccess() && invite != null && !invite.isForItsCall(response.toTag())) {
        surplus.end(request, incoming, invite);
        return;
      }
      calls.tell(
          request.tenant(), request.call(), new CallEntity.Responded(request.leg(), incoming));
    }

    @Override
    public void onEnd() {
      atEnd.run();
    }

    @Override
    public void onTimeout() {
      atEnd.run();
      failed(calls, request, RequestFailure.TIMEOUT);
    }

    @Override
    public void onTransportError(String reason) {
      atEnd.run();
      LOG.debug("{} of call {} is not sent: {}", request.method(), request.call(), reason);
      failed(calls, request, RequestFailure.TRANSPORT);
    }
  }
}
