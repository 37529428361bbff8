package io.tandem.sip.transaction;

import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;
import java.util.Map;

/**
 * A client transaction. Once it has its final response only what retransmissions need stays: an
 * encoded ACK, or nothing.
 */
final class UacTransaction extends Transaction {
  private static final StateMachine INVITE = new InviteClientMachine();
  private static final StateMachine NON_INVITE = new NonInviteClientMachine();

  private final ClientTransactions table;
  private Flow flow;
  private final String branch;
  private final String method;
  private ClientTransactionUser user;
  private SipRequest request;
  private byte[] sent;
  private SipResponse response;
  private Flow responseFlow;
  private String transportError;
  private Map<String, String> pendingCancel;
  private boolean accepted;

  /**
   * @param request with our Via
   */
  UacTransaction(
      ClientTransactions table, SipRequest request, Flow flow, ClientTransactionUser user) {
    super(
        request.method().equals("INVITE") ? INVITE : NON_INVITE,
        table.timers(),
        table.settings(),
        flow.transport().isReliable());
    this.table = table;
    this.request = request;
    this.flow = flow;
    this.branch = request.topVia().branch();
    this.method = request.method();
    this.user = user;
  }

  String branch() {
    return branch;
  }

  String method() {
    return method;
  }

  void receive(SipResponse received, Flow from) {
    if (flow.transport().isReliable() && from.transport() == flow.transport()) {
      flow = from; // who has connected anew answers by that, and the old connection is gone
    }
    response = received;
    responseFlow = from;
    handle(eventOf(received));
    response = null;
    responseFlow = null;
    if (isOver()) {
      forgetWhatIsOver();
    } else if (pendingCancel != null) {
      sendCancel(pendingCancel);
    }
  }

  /** The user is told of every further 2xx, and of nothing else. */
  private void forgetWhatIsOver() {
    request = null;
    pendingCancel = null;
    accepted = state() == State.ACCEPTED;
    if (!accepted) {
      user = null;
    }
  }

  private boolean isOver() {
    return switch (state()) {
      case CALLING, TRYING, PROCEEDING -> false;
      default -> true;
    };
  }

  private static Event eventOf(SipResponse response) {
    if (response.isProvisional()) {
      return Event.PROVISIONAL;
    }
    return response.isSuccess() ? Event.SUCCESS : Event.FAILURE;
  }

  /** Cancels an INVITE: now, or after its first provisional response (§9.1). */
  void cancel(Map<String, String> headers) {
    if (state() == State.CALLING) {
      pendingCancel = headers;
    } else if (state() == State.PROCEEDING) {
      sendCancel(headers);
    }
  }

  /** Sends the CANCEL once more by {@code other}: the peer is not where the INVITE went. */
  void cancel(Map<String, String> headers, Flow other) {
    if (state() == State.CALLING) {
      pendingCancel = headers;
    } else if (state() == State.PROCEEDING) {
      flow = other;
      handle(Event.CANCELLED);
      table.sendCancel(HopRequests.cancel(request, headers), flow);
    }
  }

  private void sendCancel(Map<String, String> headers) {
    pendingCancel = null;
    if (handle(Event.CANCELLED)) {
      table.sendCancel(HopRequests.cancel(request, headers), flow);
    }
  }

  @Override
  void perform(Effect effect) {
    switch (effect) {
      case SEND -> send(request.encode());
      case SEND_ACK -> send(HopRequests.ack(request, response).encode());
      case RESEND -> resend();
      case DELIVER -> {
        forgetRetransmission();
        table.guarded(() -> user.onResponse(response, responseFlow));
      }
      case REPORT_TIMEOUT -> {
        table.metrics().timedOut();
        table.guarded(user::onTimeout);
      }
      case REPORT_TRANSPORT_ERROR -> table.guarded(() -> user.onTransportError(transportError));
      default -> throw new IllegalStateException(effect + " in a client transaction");
    }
  }

  private void send(byte[] message) {
    sent = message;
    table.sender().send(message, flow, this::notSent);
  }

  private void resend() {
    if (sent != null) {
      table.metrics().requestRetransmitted();
      table.sender().send(sent, flow, this::notSent);
    }
  }

  /** Comes from whatever loop the socket has, perhaps while the request is being sent. */
  private void notSent(String reason) {
    table.executeLater(
        () -> {
          transportError = reason;
          handle(Event.TRANSPORT_ERROR);
        });
  }

  /** Responses stop the retransmissions of an INVITE, and final ones those of the rest. */
  private void forgetRetransmission() {
    boolean ackKept = state() == State.COMPLETED && method.equals("INVITE");
    boolean repeating = state() == State.PROCEEDING && !method.equals("INVITE");
    if (!ackKept && !repeating) {
      sent = null;
    }
  }

  /** When the stack closes: who waits for a response learns that none will come. */
  void close() {
    boolean waiting = !isOver();
    abort();
    if (waiting) {
      table.guarded(() -> user.onTransportError("the SIP stack is closed"));
    }
  }

  @Override
  void terminated() {
    table.remove(this);
    if (accepted) {
      table.guarded(user::onEnd);
    }
  }
}
