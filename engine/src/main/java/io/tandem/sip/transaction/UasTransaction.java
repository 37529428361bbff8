package io.tandem.sip.transaction;

import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transaction.TransactionMetrics.Drop;
import io.tandem.sip.transport.Flow;

/**
 * A server transaction. Once it has its final response only the encoded response stays, for
 * retransmissions, over UDP and for other requests than INVITE without the transaction: see {@link
 * AnsweredRequests}. A 2xx to an INVITE keeps the request, to build further 2xx from.
 */
final class UasTransaction extends Transaction implements ServerTransaction {
  private static final StateMachine INVITE = new InviteServerMachine();
  private static final StateMachine NON_INVITE = new NonInviteServerMachine();

  private final ServerTransactions table;
  private final TransactionRef ref;
  private final Flow flow;
  private final ResponsePath path;
  private final MergedRequests.Key merged;
  private SipRequest request;
  private SipResponse response;
  private SipRequest ack;
  private byte[] sent;
  private String toTag;
  private boolean cancelled;

  UasTransaction(
      ServerTransactions table,
      TransactionRef ref,
      SipRequest request,
      Flow flow,
      ResponsePath path,
      MergedRequests.Key merged) {
    super(
        request.method().equals("INVITE") ? INVITE : NON_INVITE,
        table.timers(),
        table.settings(),
        flow.transport().isReliable());
    this.table = table;
    this.ref = ref;
    this.request = request;
    this.flow = flow;
    this.path = path;
    this.merged = merged;
  }

  @Override
  public TransactionRef ref() {
    return ref;
  }

  @Override
  public SipRequest request() {
    if (request == null) {
      throw new IllegalStateException("answered already: " + ref.key());
    }
    return request;
  }

  @Override
  public Flow flow() {
    return flow;
  }

  MergedRequests.Key merged() {
    return merged;
  }

  /** The To-tag of our responses to an INVITE so far; null if none had one. */
  String toTag() {
    return toTag;
  }

  /** Whether the user may still answer it. */
  boolean isAnswerable() {
    return switch (state()) {
      case TRYING, PROCEEDING, ACCEPTED -> true;
      default -> false;
    };
  }

  /** Notes a CANCEL; whether it is the first and comes before the final response (§9.2). */
  boolean cancel() {
    boolean effective = !cancelled && state() == State.PROCEEDING;
    cancelled = true;
    return effective;
  }

  /** Takes an ACK that has this transaction's branch; whether it fits the state. */
  boolean acknowledge(SipRequest received) {
    ack = received;
    boolean fits = handle(Event.ACK);
    ack = null;
    return fits;
  }

  @Override
  public void respond(SipResponse answer) {
    response = answer;
    if (!handle(eventOf(answer))) {
      table.metrics().dropped(Drop.LATE_RESPONSE);
    }
    response = null;
    forgetWhatIsOver();
  }

  private static Event eventOf(SipResponse response) {
    if (response.isProvisional()) {
      return Event.PROVISIONAL;
    }
    return response.isSuccess() ? Event.SUCCESS : Event.FAILURE;
  }

  private void forgetWhatIsOver() {
    switch (state()) {
      case COMPLETED, TERMINATED -> answered();
      case ACCEPTED -> sent = null;
      default -> {}
    }
  }

  private void answered() {
    if (state() == State.COMPLETED && machine() == NON_INVITE) {
      table.remember(this, sent, path.flow());
      abort();
    }
    request = null;
  }

  @Override
  void perform(Effect effect) {
    switch (effect) {
      case SEND -> send(response);
      case SEND_TRYING -> send(SipResponse.to(request, 100).build());
      case RESEND -> resend();
      case DELIVER -> deliver();
      default -> throw new IllegalStateException(effect + " in a server transaction");
    }
  }

  private void send(SipResponse answer) {
    if (machine() == INVITE && answer.toTag() != null) {
      toTag = answer.toTag();
    }
    sent = answer.encode();
    table.sender().sendResponse(sent, path.flow(), path.reconnect());
  }

  private void resend() {
    if (sent != null) {
      table.metrics().responseRetransmitted();
      table.sender().sendResponse(sent, path.flow(), path.reconnect());
    }
  }

  private void deliver() {
    if (state() == State.ACCEPTED) {
      table.deliverAck(ack, flow);
    } else {
      table.deliver(this);
    }
  }

  @Override
  void terminated() {
    if (sent == null && toTag == null && request != null) {
      table.metrics().dropped(Drop.UNANSWERED);
    }
    table.remove(this);
  }
}
