package io.tandem.phone.model;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one call differs from the phone's habits. Start from {@link #DEFAULT}; every method returns a
 * changed copy.
 *
 * @param offerless INVITE without SDP: the offer is expected in the 2xx, our answer goes in the ACK
 * @param codecs codecs for this call; empty: the phone's
 * @param headers further header fields of the INVITE, by name
 * @param maxForwards Max-Forwards of the INVITE
 * @param from a From URI for this call; null: the phone's
 * @param tone the tone in Hz for this call; -1: the phone's, 0: silence
 * @param ackAfter how long to hold back the ACK of a 2xx; zero: at once; null: never
 * @param ignoreBye leave BYE unanswered
 * @param ignoreCancel leave CANCEL unanswered (as callee)
 */
public record CallOptions(
    boolean offerless,
    List<String> codecs,
    Map<String, String> headers,
    int maxForwards,
    String from,
    int tone,
    Duration ackAfter,
    boolean ignoreBye,
    boolean ignoreCancel) {

  /** Nothing special. */
  public static final CallOptions DEFAULT =
      new CallOptions(false, List.of(), Map.of(), 70, null, -1, Duration.ZERO, false, false);

  /** Takes copies. */
  public CallOptions {
    codecs = List.copyOf(codecs);
    headers = Map.copyOf(headers);
  }

  /** An INVITE without SDP. */
  public CallOptions withoutOffer() {
    return new CallOptions(
        true, codecs, headers, maxForwards, from, tone, ackAfter, ignoreBye, ignoreCancel);
  }

  /** Offers these codecs, best first. */
  public CallOptions withCodecs(String... values) {
    return new CallOptions(
        offerless,
        List.of(values),
        headers,
        maxForwards,
        from,
        tone,
        ackAfter,
        ignoreBye,
        ignoreCancel);
  }

  /** Adds a header field to the INVITE. */
  public CallOptions withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new CallOptions(
        offerless, codecs, more, maxForwards, from, tone, ackAfter, ignoreBye, ignoreCancel);
  }

  /** Sets Max-Forwards. */
  public CallOptions withMaxForwards(int value) {
    return new CallOptions(
        offerless, codecs, headers, value, from, tone, ackAfter, ignoreBye, ignoreCancel);
  }

  /** Calls with a From that need not be the phone's own. */
  public CallOptions withFrom(String uri) {
    return new CallOptions(
        offerless, codecs, headers, maxForwards, uri, tone, ackAfter, ignoreBye, ignoreCancel);
  }

  /** Sends another tone in this call. */
  public CallOptions withTone(int hertz) {
    return new CallOptions(
        offerless, codecs, headers, maxForwards, from, hertz, ackAfter, ignoreBye, ignoreCancel);
  }

  /** Holds back the ACK of the 2xx; null: for ever. */
  public CallOptions withAckAfter(Duration delay) {
    return new CallOptions(
        offerless, codecs, headers, maxForwards, from, tone, delay, ignoreBye, ignoreCancel);
  }

  /** Leaves BYE unanswered. */
  public CallOptions ignoringBye() {
    return new CallOptions(
        offerless, codecs, headers, maxForwards, from, tone, ackAfter, true, ignoreCancel);
  }

  /** Leaves CANCEL unanswered. */
  public CallOptions ignoringCancel() {
    return new CallOptions(
        offerless, codecs, headers, maxForwards, from, tone, ackAfter, ignoreBye, true);
  }
}
