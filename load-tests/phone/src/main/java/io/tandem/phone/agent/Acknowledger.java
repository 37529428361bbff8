package io.tandem.phone.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sip.SipException;
import javax.sip.message.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the ACK of each 2xx, and again for each repeated 2xx (RFC 3261 §13.2.2.4). Can hold the
 * first one back.
 */
final class Acknowledger {
  private static final Logger LOG = LoggerFactory.getLogger(Acknowledger.class);

  private final PhoneContext phone;
  private final Duration delay;
  private final Map<Long, Request> sent = new HashMap<>();

  /**
   * @param delay how long to hold back the first ACK; null for ever
   */
  Acknowledger(PhoneContext phone, Duration delay) {
    this.phone = phone;
    this.delay = delay;
  }

  /**
   * Acknowledges the 2xx to an INVITE.
   *
   * @param invite the INVITE, whose credentials the ACK repeats (§22.1)
   * @param answer SDP for an offer in the 2xx, or null
   */
  void acknowledge(Dialog dialog, Request invite, String answer) {
    long cseq = Messages.cseq(invite).getSeqNumber();
    Requests requests = phone.endpoint().requests();
    Request ack = requests.request(Request.ACK, dialog, cseq, 70);
    Credentials.copy(invite, ack);
    if (answer != null) {
      requests.setSdp(ack, answer);
    }
    if (delay == null) {
      return;
    }
    if (delay.isZero()) {
      first(cseq, ack);
    } else {
      phone.later(delay, () -> first(cseq, ack));
    }
  }

  /** Acknowledges a repeated 2xx, unless its ACK is held back still. */
  void again(long cseq) {
    Request ack = sent.get(cseq);
    if (ack != null) {
      send((Request) ack.clone());
    }
  }

  private void first(long cseq, Request ack) {
    sent.put(cseq, (Request) ack.clone());
    send(ack);
  }

  private void send(Request ack) {
    try {
      phone.endpoint().sendAck(ack);
    } catch (SipException e) {
      LOG.warn("ACK not sent; the 2xx will be repeated", e);
    }
  }
}
