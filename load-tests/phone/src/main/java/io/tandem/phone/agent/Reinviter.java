package io.tandem.phone.agent;

import io.tandem.phone.media.Codec;
import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.HoldStyle;
import io.tandem.phone.model.Reinvite;
import io.tandem.phone.model.SipReply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** Changes a session by re-INVITE (RFC 3261 §14.1), one at a time. */
final class Reinviter {
  private static final int MAX_GLARE_RETRIES = 5;

  private final PhoneContext phone;
  private final CallLeg call;
  private boolean pending;

  /** One change on its way, and what to go back to. */
  private record Change(
      Reinvite wish,
      HoldStyle holdBefore,
      List<Codec> codecsBefore,
      int retries,
      CompletableFuture<SipReply> reply) {}

  Reinviter(PhoneContext phone, CallLeg call) {
    this.phone = phone;
    this.call = call;
  }

  /** Whether our re-INVITE waits for its final response, so that theirs gets 491. */
  boolean pending() {
    return pending;
  }

  CompletableFuture<SipReply> start(Reinvite wish) {
    CompletableFuture<SipReply> reply = new CompletableFuture<>();
    send(wish, 0, reply);
    return reply;
  }

  private void send(Reinvite wish, int retries, CompletableFuture<SipReply> reply) {
    if (pending || call.state() != CallState.ANSWERED) {
      reply.completeExceptionally(
          new IllegalStateException(
              pending ? "a re-INVITE is pending" : "call " + call.id() + " is " + call.state()));
      return;
    }
    MediaSession media = call.media();
    Change change = new Change(wish, media.hold(), media.codecs(), retries, reply);
    media.hold(wish.hold());
    if (!wish.codecs().isEmpty()) {
      media.codecs(wish.codecs().stream().map(Codec::named).toList());
    }
    Dialog dialog = call.dialog();
    Requests requests = phone.endpoint().requests();
    Request request =
        requests.request(
            Request.INVITE, dialog, dialog.nextCSeq(), CallOptions.DEFAULT.maxForwards());
    requests.addContact(request);
    requests.addAllow(request);
    if (!wish.offerless()) {
      requests.setSdp(request, media.offer());
    }
    pending = true;
    phone.exchange(dialog::nextCSeq, request, outcome -> finished(change, outcome));
  }

  private void finished(Change change, Outcome outcome) {
    pending = false;
    if (outcome.ok()) {
      accepted(change, outcome);
      change.reply().complete(Messages.reply(outcome));
      return;
    }
    // a refused re-INVITE leaves the session as it was
    call.media().offerRefused();
    call.media().hold(change.holdBefore());
    call.media().codecs(change.codecsBefore());
    boolean glare = outcome.status() == Response.REQUEST_PENDING && change.wish().retryGlare();
    if (glare && change.retries() < MAX_GLARE_RETRIES) {
      phone.later(glareDelay(), () -> send(change.wish(), change.retries() + 1, change.reply()));
      return;
    }
    if (CallLeg.dialogGone(outcome)) {
      call.end(outcome.status() + " to re-INVITE");
    }
    change.reply().complete(Messages.reply(outcome));
  }

  private void accepted(Change change, Outcome outcome) {
    Response response = outcome.response();
    call.dialog().refresh(response);
    String answer = null;
    if (change.wish().offerless()) {
      answer = call.media().answer(Messages.body(response)).orElse(null);
    } else if (Messages.hasSdp(response)) {
      call.media().accept(Messages.body(response));
    }
    call.acknowledger().acknowledge(call.dialog(), outcome.request(), answer);
    call.publish();
  }

  /** 2.1 to 4 s for the owner of the Call-ID, 0 to 2 s for the other, in steps of 10 ms. */
  private Duration glareDelay() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    int steps = call.incoming() ? random.nextInt(0, 201) : random.nextInt(210, 401);
    return Duration.ofMillis(10L * steps);
  }
}
