package io.tandem.phone.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/**
 * One SIP message that a phone sent or received, retransmissions included.
 *
 * @param at when, by the wall clock, in microseconds
 * @param phone the phone's name
 * @param sent true for sent, false for received
 * @param peer {@code host:port} of the other side
 * @param firstLine request line or status line
 * @param callId Call-ID
 * @param cseq CSeq: number and method
 * @param hasSdp whether there is an SDP body
 * @param text the whole message as the stack writes it; null unless asked for
 */
public record SipRecord(
    Instant at,
    String phone,
    boolean sent,
    String peer,
    String firstLine,
    String callId,
    String cseq,
    boolean hasSdp,
    String text) {

  /** Whether this is a response. */
  @JsonIgnore
  public boolean isResponse() {
    return firstLine.startsWith("SIP/2.0");
  }

  /** The status code of a response, 0 for a request. */
  public int status() {
    return isResponse() ? Integer.parseInt(firstLine.split(" ")[1]) : 0;
  }

  /** The method of a request, or of the request that was responded to. */
  public String method() {
    return cseq.substring(cseq.indexOf(' ') + 1);
  }

  /** The message in short: {@code INVITE sip:bob@acme} or {@code 200 OK}. */
  public String summary() {
    return isResponse()
        ? firstLine.substring("SIP/2.0 ".length())
        : firstLine.substring(0, firstLine.lastIndexOf(' '));
  }
}
