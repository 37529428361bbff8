package io.tandem.phone.agent;

import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.CallStatus;
import io.tandem.phone.model.Reinvite;
import io.tandem.phone.model.RequestSpec;
import io.tandem.phone.model.SipReply;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * A call of a phone: its state, its dialog, its sound, and everything that happens in the dialog
 * after the first INVITE. Used on the phone's thread only.
 */
final class CallLeg {
  private final PhoneContext phone;
  private final String id;
  private final CallOptions options;
  private final Dialog dialog;
  private final MediaSession media;
  private final Request invite;
  private final boolean incoming;
  private final Reinviter reinviter;
  private final Acknowledger acknowledger;
  private OutgoingInvite outgoing;
  private IncomingInvite ringing;
  private InviteAnswer reinvited;
  private boolean answersReinvites = true;
  private Runnable heldBack;
  private CallState state;
  private int status;
  private String reason = "";
  private int earlyDialogs;
  private int repeatedAnswers;
  private boolean hangingUp;

  /**
   * @param invite the first INVITE, ours or theirs; its To tag is absent
   */
  CallLeg(
      PhoneContext phone,
      String id,
      CallOptions options,
      Dialog dialog,
      MediaSession media,
      Request invite,
      boolean incoming) {
    this.phone = phone;
    this.id = id;
    this.options = options;
    this.dialog = dialog;
    this.media = media;
    this.invite = invite;
    this.incoming = incoming;
    this.state = incoming ? CallState.INCOMING : CallState.CALLING;
    this.acknowledger = new Acknowledger(phone, options.ackAfter());
    this.reinviter = new Reinviter(phone, this);
  }

  /** Sends the INVITE of an outgoing call. */
  void dial() {
    publish();
    outgoing = new OutgoingInvite(phone, this);
    outgoing.start();
  }

  /** Shows an incoming call and does what the phone is set to do. */
  void offer(ServerTransaction transaction) {
    ringing = new IncomingInvite(phone, this, transaction);
    publish();
    ringing.begin();
  }

  String id() {
    return id;
  }

  CallOptions options() {
    return options;
  }

  Dialog dialog() {
    return dialog;
  }

  MediaSession media() {
    return media;
  }

  Request invite() {
    return invite;
  }

  boolean incoming() {
    return incoming;
  }

  CallState state() {
    return state;
  }

  Acknowledger acknowledger() {
    return acknowledger;
  }

  /** Moves on and tells the driver. */
  void progress(CallState next, int newStatus, String newReason) {
    if (state == CallState.ENDED) {
      return;
    }
    state = next;
    status = newStatus;
    reason = newReason;
    phone.publish(callStatus());
    if (next == CallState.ENDED) {
      media.close();
      phone.ended(this);
    }
  }

  /** Ends the call with the status it has, e.g. after BYE. */
  void end(String why) {
    progress(CallState.ENDED, status, why);
  }

  void countEarlyDialogs(int count) {
    earlyDialogs = count;
  }

  void countRepeatedAnswer() {
    repeatedAnswers++;
    publish();
  }

  /** Tells the driver how the call stands; its end is told only once. */
  void publish() {
    if (state != CallState.ENDED) {
      phone.publish(callStatus());
    }
  }

  CallStatus callStatus() {
    return new CallStatus(
        id,
        state,
        incoming,
        dialog.callId(),
        Messages.from(invite).getAddress().toString(),
        Messages.to(invite).getAddress().getURI().toString(),
        invite.getRequestURI().toString(),
        status,
        reason,
        media.direction(),
        media.codec(),
        earlyDialogs,
        repeatedAnswers);
  }

  /** The incoming INVITE, for commands about it. */
  IncomingInvite incomingInvite() {
    if (ringing == null || state == CallState.ENDED) {
      throw new IllegalStateException("no incoming call to respond to: " + id + " is " + state);
    }
    return ringing;
  }

  CompletableFuture<SipReply> cancel() {
    if (outgoing == null) {
      throw new IllegalStateException("only a caller can cancel: " + id);
    }
    return outgoing.cancel();
  }

  CompletableFuture<SipReply> reinvite(Reinvite change) {
    requireAnswered();
    return reinviter.start(change);
  }

  /** Sends BYE; the call has ended when it is responded to or times out. */
  CompletableFuture<SipReply> hangUp() {
    requireAnswered();
    hangingUp = true;
    media.muted(true);
    return request(RequestSpec.inDialog(Request.BYE))
        .whenComplete((reply, failure) -> end("BYE sent"));
  }

  /** Sends any request in the dialog. 481 and 408 end the call (RFC 3261 §12.2.1.2). */
  CompletableFuture<SipReply> request(RequestSpec spec) {
    Requests requests = phone.endpoint().requests();
    Request request =
        requests.request(
            spec.method(), dialog, dialog.nextCSeq(), CallOptions.DEFAULT.maxForwards());
    requests.addContact(request);
    requests.setHeaders(request, spec.headers());
    if (spec.body() != null) {
      requests.setBody(request, spec.contentType(), spec.body());
    }
    CompletableFuture<SipReply> reply = new CompletableFuture<>();
    phone.exchange(
        dialog::nextCSeq,
        request,
        outcome -> {
          if (dialogGone(outcome)) {
            end(outcome.status() + " to " + spec.method());
          }
          reply.complete(Messages.reply(outcome));
        });
    return reply;
  }

  static boolean dialogGone(Outcome outcome) {
    return outcome.status() == Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST
        || outcome.status() == Response.REQUEST_TIMEOUT;
  }

  /** A 2xx that came again, or from another fork. */
  void repeatedAnswer(Response response) {
    boolean own = Messages.to(response).getTag().equals(dialog.remoteTag());
    if (own) {
      acknowledger.again(Messages.cseq(response).getSeqNumber());
      countRepeatedAnswer();
    } else if (outgoing != null) {
      outgoing.endFork(response);
    }
  }

  /** A request in this dialog, or the CANCEL of its first INVITE. */
  void receive(Request request, ServerTransaction transaction) {
    switch (request.getMethod()) {
      case Request.ACK -> acknowledged(request);
      case Request.CANCEL -> cancelled(request, transaction);
      case Request.BYE -> byeReceived(request, transaction);
      case Request.INVITE -> reinvited(request, transaction);
      case Request.UPDATE -> updated(request, transaction);
      default -> phone.answerPlainly(request, transaction, dialog.localTag(), id);
    }
  }

  private void acknowledged(Request ack) {
    if (ringing != null) {
      ringing.acknowledged(ack);
    }
    if (reinvited != null) {
      reinvited.acknowledged(ack);
    }
  }

  private void cancelled(Request cancel, ServerTransaction transaction) {
    if (options.ignoreCancel()) {
      return;
    }
    phone.respond(
        transaction, phone.endpoint().requests().response(200, cancel, dialog.localTag()));
    if (ringing != null && ringing.refuse(Response.REQUEST_TERMINATED, Map.of())) {
      progress(CallState.ENDED, Response.REQUEST_TERMINATED, "cancelled");
    }
  }

  private void byeReceived(Request bye, ServerTransaction transaction) {
    if (options.ignoreBye()) {
      return;
    }
    phone.respond(transaction, phone.endpoint().requests().response(200, bye, dialog.localTag()));
    if (ringing != null) {
      ringing.refuse(Response.REQUEST_TERMINATED, Map.of());
    }
    end("BYE received");
  }

  /** RFC 3261 §14.2. */
  private void reinvited(Request request, ServerTransaction transaction) {
    Requests requests = phone.endpoint().requests();
    InviteAnswer answer = new InviteAnswer(phone, this, request, transaction);
    if (reinviter.pending()) {
      answer.refuse(Response.REQUEST_PENDING, Map.of());
      return;
    }
    if (reinvited != null && !reinvited.settled() || state != CallState.ANSWERED || hangingUp) {
      answer.refuse(Response.SERVER_INTERNAL_ERROR, Map.of("Retry-After", "2"));
      return;
    }
    dialog.refresh(request);
    String sdp =
        Messages.hasSdp(request)
            ? media.answer(Messages.body(request)).orElse(null)
            : media.offer();
    if (sdp == null) {
      answer.refuse(Response.NOT_ACCEPTABLE_HERE, Map.of());
      return;
    }
    reinvited = answer;
    heldBack =
        () -> {
          answer.accept(requests, sdp);
          publish();
        };
    answersReinvites(answersReinvites);
  }

  /** Whether re-INVITEs are answered at once; if not, the answer is held back until they are. */
  void answersReinvites(boolean on) {
    answersReinvites = on;
    if (on && heldBack != null) {
      heldBack.run();
      heldBack = null;
    }
  }

  /** RFC 3311 §5.2. */
  private void updated(Request request, ServerTransaction transaction) {
    Requests requests = phone.endpoint().requests();
    dialog.refresh(request);
    Response response = requests.response(200, request, dialog.localTag());
    if (Messages.hasSdp(request)) {
      String answer = media.answer(Messages.body(request)).orElse(null);
      if (answer == null || reinviter.pending()) {
        int refusal = answer == null ? Response.NOT_ACCEPTABLE_HERE : Response.REQUEST_PENDING;
        phone.respond(transaction, requests.response(refusal, request, dialog.localTag()));
        return;
      }
      requests.setSdp(response, answer);
    }
    requests.addContact(response);
    phone.respond(transaction, response);
    publish();
  }

  private void requireAnswered() {
    if (state != CallState.ANSWERED) {
      throw new IllegalStateException("call " + id + " is " + state + ", not ANSWERED");
    }
  }
}
