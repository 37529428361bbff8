package io.tandem.phone.agent;

import io.tandem.phone.model.CallState;
import java.time.Duration;
import java.util.Map;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our side of an INVITE that we received, first or re-INVITE: provisional responses, one final
 * response, and the 2xx again and again until its ACK (RFC 3261 §13.3.1.4).
 */
final class InviteAnswer {
  private static final Logger LOG = LoggerFactory.getLogger(InviteAnswer.class);
  private static final Duration T1 = Duration.ofMillis(500);
  private static final Duration T2 = Duration.ofSeconds(4);
  private static final Duration GIVE_UP = T1.multipliedBy(64);

  private final PhoneContext phone;
  private final CallLeg call;
  private final Request invite;
  private final ServerTransaction transaction;
  private boolean answered;
  private boolean accepted;
  private boolean acknowledged;

  InviteAnswer(PhoneContext phone, CallLeg call, Request invite, ServerTransaction transaction) {
    this.phone = phone;
    this.call = call;
    this.invite = invite;
    this.transaction = transaction;
  }

  /** Whether a final response was sent. */
  boolean answered() {
    return answered;
  }

  /** Whether the transaction is over: refused, or accepted and acknowledged. */
  boolean settled() {
    return answered && (!accepted || acknowledged);
  }

  /**
   * Sends a 1xx.
   *
   * @param sdp early media, or null
   */
  void provisional(int status, String sdp) {
    Requests requests = phone.endpoint().requests();
    Response response = requests.response(status, invite, call.dialog().localTag());
    requests.addContact(response);
    if (sdp != null) {
      requests.setSdp(response, sdp);
    }
    phone.respond(transaction, response);
  }

  /** Sends 200 with SDP until it is acknowledged. */
  void accept(Requests requests, String sdp) {
    Response response = requests.response(200, invite, call.dialog().localTag());
    requests.addContact(response);
    requests.addAllow(response);
    requests.setSdp(response, sdp);
    answered = true;
    accepted = true;
    phone.respond(transaction, (Response) response.clone());
    phone.later(T1, () -> repeat(response, T1, T1));
  }

  /** Sends a final response other than 2xx; false if there was a final one already. */
  boolean refuse(int status, Map<String, String> headers) {
    if (answered) {
      return false;
    }
    answered = true;
    Requests requests = phone.endpoint().requests();
    Response response = requests.response(status, invite, call.dialog().localTag());
    requests.addHeaders(response, headers);
    phone.respond(transaction, response);
    return true;
  }

  /** Takes an ACK if it is the one awaited. */
  void acknowledged(Request ack) {
    boolean mine = Messages.cseq(ack).getSeqNumber() == Messages.cseq(invite).getSeqNumber();
    if (!accepted || acknowledged || !mine) {
      return;
    }
    acknowledged = true;
    if (call.media().offerPending() && Messages.hasSdp(ack)) {
      call.media().accept(Messages.body(ack));
    }
    call.publish();
  }

  private void repeat(Response response, Duration interval, Duration elapsed) {
    if (acknowledged || call.state() == CallState.ENDED) {
      return;
    }
    if (elapsed.compareTo(GIVE_UP) >= 0) {
      LOG.info("No ACK for the 2xx of {}", call.id());
      call.hangUp();
      return;
    }
    try {
      phone.endpoint().sendResponse((Response) response.clone());
    } catch (SipException e) {
      LOG.info("2xx of {} not repeated: {}", call.id(), e.toString());
    }
    call.countRepeatedAnswer();
    Duration doubled = interval.multipliedBy(2);
    Duration next = doubled.compareTo(T2) > 0 ? T2 : doubled;
    phone.later(next, () -> repeat(response, next, elapsed.plus(next)));
  }
}
