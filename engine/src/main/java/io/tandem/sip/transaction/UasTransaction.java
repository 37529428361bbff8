package io.tandem.sip.transaction;

import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transaction.TransactionMetrics.Drop;
import io.tandem.sip.transport.Flow;

/**
 * A server transaction, or a request that has not become one yet. Once it has its final response
 * only the encoded response stays, for retransmissions, over UDP and for other requests than INVITE
 * without the transaction: see {@link AnsweredRequests}. A 2xx to an INVITE keeps the request, to
 * build further 2xx from.
 */
final class UasTransaction extends Transaction implements ServerTransaction {
  private static final StateMachine INVITE = new InviteServerMachine();
  private static final StateMachine NON_INVITE = new NonInviteServerMachine();
  private static final int NO_SUCH_DIALOG = 481;

  /** How far it has come. */
  private enum Standing {
    /** Nothing is proved, and nothing is kept. */
    STRANGER,
    /** Nothing is proved, and it is kept until it is answered. */
    HELD,
    /** It has begun. */
    BEGUN
  }

  private final ServerTransactions table;
  private final String key;
  private final Flow flow;
  private ResponsePath path;
  private final MergedRequests.Key merged;
  private final int size;
  private Standing standing = Standing.STRANGER;
  private TransactionRef ref;
  private Object tenant;
  private Object call;
  private SipRequest request;
  private SipResponse response;
  private SipRequest ack;
  private byte[] sent;
  private String toTag;
  private boolean cancelled;

  UasTransaction(
      ServerTransactions table,
      String key,
      SipRequest request,
      Flow flow,
      ResponsePath path,
      MergedRequests.Key merged,
      int size) {
    super(
        request.method().equals("INVITE") ? INVITE : NON_INVITE,
        table.timers(),
        table.settings(),
        flow.transport().isReliable());
    this.table = table;
    this.key = key;
    this.request = request;
    this.flow = flow;
    this.path = path;
    this.merged = merged;
    this.size = size;
  }

  @Override
  public TransactionRef ref() {
    if (ref == null) {
      ref = table.refOf(key);
    }
    return ref;
  }

  @Override
  public boolean beginFor(Object owner) {
    if (standing == Standing.BEGUN) {
      return true;
    }
    if (!table.shares().beginFor(owner)) {
      return false;
    }
    tenant = owner;
    enter();
    return true;
  }

  @Override
  public boolean beginIn(Object dialogOf) {
    if (standing == Standing.BEGUN) {
      return true;
    }
    if (!table.shares().beginIn(dialogOf)) {
      return false;
    }
    call = dialogOf;
    enter();
    return true;
  }

  private void enter() {
    if (standing == Standing.HELD) {
      table.shares().release();
    } else {
      table.add(this);
    }
    standing = Standing.BEGUN;
    table.sender().proven(flow);
    start();
  }

  @Override
  public boolean hold() {
    if (standing != Standing.STRANGER) {
      return true;
    }
    if (!table.shares().hold()) {
      table.metrics().dropped(Drop.UNPROVEN);
      return false;
    }
    standing = Standing.HELD;
    table.add(this);
    return true;
  }

  /** Whether it is kept, begun or not. */
  boolean isKept() {
    return standing != Standing.STRANGER;
  }

  String key() {
    return key;
  }

  @Override
  public SipRequest request() {
    if (request == null) {
      throw new IllegalStateException("answered already: " + key);
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
    if (standing != Standing.BEGUN) {
      return request != null;
    }
    return switch (state()) {
      case TRYING, PROCEEDING, ACCEPTED -> true;
      default -> false;
    };
  }

  /** Notes a CANCEL; whether it is the first and comes before the final response (§9.2). */
  boolean cancel() {
    boolean unanswered = standing == Standing.HELD || state() == State.PROCEEDING;
    boolean effective = !cancelled && unanswered;
    cancelled = true;
    return effective;
  }

  @Override
  public void follow(Flow moved) {
    if (standing == Standing.BEGUN) {
      path = path.by(moved);
    }
  }

  /** Takes an ACK that has this transaction's branch; whether it fits the state. */
  boolean acknowledge(SipRequest received) {
    if (standing != Standing.BEGUN) {
      return false;
    }
    ack = received;
    boolean fits = handle(Event.ACK);
    ack = null;
    return fits;
  }

  /** The request has come again. */
  void repeated() {
    if (standing == Standing.BEGUN) {
      handle(Event.REQUEST);
    }
  }

  @Override
  public void respond(SipResponse answer) {
    if (standing != Standing.BEGUN) {
      respondWithoutState(answer);
      return;
    }
    if (isDisowned(answer)) {
      disown(answer);
      return;
    }
    response = answer;
    if (!handle(eventOf(answer))) {
      table.metrics().dropped(Drop.LATE_RESPONSE);
    }
    response = null;
    forgetWhatIsOver();
  }

  private void respondWithoutState(SipResponse answer) {
    if (request == null || answer.isProvisional()) {
      table.metrics().dropped(Drop.LATE_RESPONSE);
      return;
    }
    say(answer, 0);
    request = null;
    if (standing == Standing.HELD) {
      standing = Standing.STRANGER;
      table.shares().release();
      table.remove(this);
    }
  }

  /**
   * @param spent how many bytes the request has been answered with already
   */
  private void say(SipResponse answer, int spent) {
    byte[] said = table.responses().send(answer, path.flow(), size, spent);
    if (said != null && !flow.transport().isReliable()) {
      table.recall(this, said, path.flow());
    }
  }

  /**
   * Whether {@code answer} refuses what its call has not taken as its own. Without a response so
   * far the client of an INVITE sends it again until it hears one, so that nothing is lost.
   */
  private boolean isDisowned(SipResponse answer) {
    boolean unanswered = state() == State.TRYING || state() == State.PROCEEDING;
    if (call == null || !unanswered || answer.isProvisional() || answer.isSuccess()) {
      return false;
    }
    boolean repeats = machine() == INVITE && sent == null && !flow.transport().isReliable();
    return repeats || answer.status() == NO_SUCH_DIALOG;
  }

  private void disown(SipResponse answer) {
    say(answer, sent == null ? 0 : sent.length);
    request = null;
    abort();
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
    table.forgetCopies(this);
    request = null;
  }

  @Override
  void perform(Effect effect) {
    switch (effect) {
      case SEND -> send(response);
      case SEND_TRYING -> send(SipResponse.to(request, 100).build());
      case RESEND -> resend();
      case DELIVER -> table.deliverAck(ack, flow);
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

  @Override
  void terminated() {
    if (sent == null && toTag == null && request != null) {
      table.metrics().dropped(Drop.UNANSWERED);
    }
    if (standing == Standing.HELD) {
      table.shares().release();
    } else if (call != null) {
      table.shares().endIn(call);
    } else {
      table.shares().endFor(tenant);
    }
    table.remove(this);
  }
}
