package io.tandem.phone.agent;

import io.tandem.phone.model.CallState;
import io.tandem.phone.model.IncomingBehaviour;
import java.util.Map;
import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** An incoming call until it is answered: the phone's own behaviour and the user's commands. */
final class IncomingInvite {
  private final PhoneContext phone;
  private final CallLeg call;
  private final Request invite;
  private final InviteAnswer answer;
  private String sdp;

  IncomingInvite(PhoneContext phone, CallLeg call, ServerTransaction transaction) {
    this.phone = phone;
    this.call = call;
    this.invite = call.invite();
    this.answer = new InviteAnswer(phone, call, invite, transaction);
  }

  /** Does what the phone is set to do. */
  void begin() {
    IncomingBehaviour behaviour = phone.incomingBehaviour();
    switch (behaviour.kind()) {
      case BUSY -> reject(Response.BUSY_HERE, Map.of());
      case REJECT -> reject(Response.DECLINE, Map.of());
      case RING -> ring(0, behaviour.earlyMedia());
      case MANUAL -> answer.provisional(Response.TRYING, null);
      case ANSWER -> {
        if (behaviour.ringing().isZero()) {
          answer();
          return;
        }
        ring(0, behaviour.earlyMedia());
        phone.later(behaviour.ringing(), this::answerUnlessOver);
      }
    }
  }

  /**
   * Sends a provisional response.
   *
   * @param status 0: 180, or 183 with early media
   * @param earlyMedia with SDP and sound, if the INVITE has an offer
   */
  void ring(int status, boolean earlyMedia) {
    requireOpen();
    boolean early = earlyMedia && Messages.hasSdp(invite);
    if (early && !prepareAnswer()) {
      return;
    }
    int code = status > 0 ? status : early ? Response.SESSION_PROGRESS : Response.RINGING;
    answer.provisional(code, early ? sdp : null);
    call.progress(CallState.INCOMING, code, "ringing");
  }

  /** Answers 200. */
  void answer() {
    requireOpen();
    if (!prepareAnswer()) {
      return;
    }
    answer.accept(phone.endpoint().requests(), sdp);
    call.progress(CallState.ANSWERED, Response.OK, "answered");
  }

  /** Refuses, or redirects if the headers hold a Contact, and ends the call. */
  void reject(int status, Map<String, String> headers) {
    if (refuse(status, headers)) {
      call.progress(CallState.ENDED, status, "refused");
    }
  }

  /** Sends a final response other than 2xx; false if it is too late. */
  boolean refuse(int status, Map<String, String> headers) {
    return answer.refuse(status, headers);
  }

  void acknowledged(Request ack) {
    answer.acknowledged(ack);
  }

  private void answerUnlessOver() {
    if (!answer.answered()) {
      answer();
    }
  }

  /** Makes the SDP of the 2xx once: the same answer in 183 and 200, or our offer. */
  private boolean prepareAnswer() {
    if (sdp != null) {
      return true;
    }
    sdp =
        Messages.hasSdp(invite)
            ? call.media().answer(Messages.body(invite)).orElse(null)
            : call.media().offer();
    if (sdp == null) {
      reject(Response.NOT_ACCEPTABLE_HERE, Map.of());
    }
    return sdp != null;
  }

  private void requireOpen() {
    if (answer.answered()) {
      throw new IllegalStateException("call " + call.id() + " has its final response");
    }
  }
}
