package io.tandem.phone.agent;

import io.tandem.phone.model.CallState;
import io.tandem.phone.model.SipReply;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.sip.SipException;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** The first INVITE of a call that this phone makes (RFC 3261 §13.2), and its CANCEL (§9.1). */
final class OutgoingInvite implements Exchange.Handler {
  private final PhoneContext phone;
  private final CallLeg call;
  private final Set<String> tags = new LinkedHashSet<>();
  private final Set<String> endedForks = new LinkedHashSet<>();
  private Exchange exchange;
  private CompletableFuture<SipReply> cancelling;
  private boolean provisional;
  private boolean cancelSent;

  OutgoingInvite(PhoneContext phone, CallLeg call) {
    this.phone = phone;
    this.call = call;
  }

  void start() {
    exchange = phone.exchange(call.dialog()::nextCSeq, call.invite(), this);
  }

  @Override
  public void provisional(Response response) {
    provisional = true;
    if (response.getStatusCode() > 100) {
      String tag = Messages.to(response).getTag();
      if (tag != null && tags.add(tag)) {
        call.countEarlyDialogs(tags.size());
      }
      if (tag != null) {
        call.dialog().establish(response);
      }
      if (Messages.hasSdp(response) && !call.options().offerless()) {
        call.media().accept(Messages.body(response));
      }
      call.progress(CallState.RINGING, response.getStatusCode(), response.getReasonPhrase());
    }
    sendCancelIfDue();
  }

  @Override
  public void complete(Outcome outcome) {
    if (!outcome.ok()) {
      settleCancel(outcome);
      call.progress(CallState.ENDED, outcome.status(), outcome.response().getReasonPhrase());
      return;
    }
    Response response = outcome.response();
    call.dialog().establish(response);
    String answer = null;
    if (call.options().offerless()) {
      answer = call.media().answer(Messages.body(response)).orElse(null);
    } else if (Messages.hasSdp(response)) {
      call.media().accept(Messages.body(response));
    }
    call.acknowledger().acknowledge(call.dialog(), outcome.request(), answer);
    call.progress(CallState.ANSWERED, outcome.status(), response.getReasonPhrase());
    if (cancelling != null) {
      // the 2xx crossed our CANCEL, or came before we could send one
      call.hangUp().thenAccept(cancelling::complete);
    }
  }

  /** Sends CANCEL, at once or after the first provisional response. */
  CompletableFuture<SipReply> cancel() {
    if (call.state() != CallState.CALLING && call.state() != CallState.RINGING) {
      throw new IllegalStateException("call " + call.id() + " is " + call.state());
    }
    if (cancelling == null) {
      cancelling = new CompletableFuture<>();
      sendCancelIfDue();
    }
    return cancelling;
  }

  /** Acknowledges the 2xx of another fork and ends it (RFC 3261 §13.2.2.4). */
  void endFork(Response response) {
    Dialog fork = call.dialog().fork(response);
    call.acknowledger().acknowledge(fork, exchange.request(), null);
    if (!endedForks.add(fork.remoteTag())) {
      return;
    }
    Request bye = phone.endpoint().requests().request(Request.BYE, fork, fork.nextCSeq(), 70);
    phone.exchange(fork::nextCSeq, bye, outcome -> call.publish());
  }

  private void sendCancelIfDue() {
    if (cancelling == null || cancelSent || !provisional) {
      return;
    }
    cancelSent = true;
    try {
      Request cancel = exchange.transaction().createCancel();
      phone.cancel(
          cancel,
          outcome -> {
            if (!cancelling.isDone()) {
              cancelling.complete(Messages.reply(outcome));
            }
          });
    } catch (SipException e) {
      cancelling.completeExceptionally(e);
    }
  }

  private void settleCancel(Outcome outcome) {
    if (cancelling != null && !cancelSent) {
      cancelling.complete(Messages.reply(outcome));
    }
  }
}
