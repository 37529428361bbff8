package io.tandem.call.flow;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.id.LegId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reliable provisional responses (RFC 3262) to the INVITEs that open a call's legs. Each leg has
 * its own: what one side acknowledges says nothing about the other.
 *
 * @param required whether the caller wants its provisional responses reliable
 * @param offered whether the caller's INVITE had an offer
 * @param cseq of the caller's INVITE
 * @param sent what was sent reliably in the caller's early dialogs
 * @param received the last number that counted in each early dialog of the phones
 * @param heldBack a phone's 2xx that waits until the caller has acknowledged the answer to its
 *     offer, or {@code null}
 */
record Reliability(
    boolean required,
    boolean offered,
    long cseq,
    List<Sent> sent,
    List<Received> received,
    HeldBack heldBack) {
  static final Reliability NONE = new Reliability(false, false, 0, List.of(), List.of(), null);

  /** The option tag. */
  static final String OPTION = "100rel";

  /**
   * An early dialog of the caller's.
   *
   * @param number the last RSeq
   * @param waiting the response that waits for its PRACK, and those that wait for that
   * @param repeatAt when the first of these is repeated
   * @param interval how long after the last time that is
   * @param until when the caller is given up
   * @param answered whether it has acknowledged the answer to its offer
   */
  record Sent(
      int variant,
      long number,
      List<OutgoingResponse> waiting,
      Instant repeatAt,
      Duration interval,
      Instant until,
      boolean answered) {
    /** The list is copied. */
    Sent {
      waiting = List.copyOf(waiting);
    }

    @JsonIgnore
    boolean isAcknowledged() {
      return waiting.isEmpty();
    }

    /** Whether what waits for its PRACK brought the answer. */
    @JsonIgnore
    boolean answers() {
      return !waiting.isEmpty() && waiting.get(0).body() != null;
    }

    Sent withWaiting(List<OutgoingResponse> responses) {
      return new Sent(variant, number, responses, repeatAt, interval, until, answered);
    }
  }

  /** The last RSeq of a phone's early dialog. */
  record Received(LegId leg, String tag, long number) {}

  /** A 2xx that waits. */
  record HeldBack(LegId leg, IncomingResponse response, int variant) {}

  /** The lists are copied. */
  Reliability {
    sent = List.copyOf(sent);
    received = List.copyOf(received);
  }

  static Reliability of(IncomingRequest invite) {
    return new Reliability(
        isIn(invite.headers().get("Require")),
        invite.sdp() != null,
        invite.cseq(),
        List.of(),
        List.of(),
        null);
  }

  /** Whether a list of option tags names this one. */
  static boolean isIn(String options) {
    if (options == null) {
      return false;
    }
    for (String option : options.split(",")) {
      if (option.strip().equalsIgnoreCase(OPTION)) {
        return true;
      }
    }
    return false;
  }

  /** What was sent in the dialog, or {@code null}. */
  Sent sentIn(int variant) {
    for (var dialog : sent) {
      if (dialog.variant() == variant) {
        return dialog;
      }
    }
    return null;
  }

  /** The last number of the phone's dialog, 0 before the first. */
  long receivedIn(LegId leg, String tag) {
    for (var dialog : received) {
      if (dialog.leg().equals(leg) && dialog.tag().equals(tag)) {
        return dialog.number();
      }
    }
    return 0;
  }

  Reliability with(Sent dialog) {
    var changed = new ArrayList<>(sent);
    changed.removeIf(other -> other.variant() == dialog.variant());
    changed.add(dialog);
    return new Reliability(required, offered, cseq, changed, received, heldBack);
  }

  Reliability with(Received dialog) {
    var changed = new ArrayList<>(received);
    changed.removeIf(other -> other.leg().equals(dialog.leg()) && other.tag().equals(dialog.tag()));
    changed.add(dialog);
    return new Reliability(required, offered, cseq, sent, changed, heldBack);
  }

  Reliability holding(HeldBack success) {
    return new Reliability(required, offered, cseq, sent, received, success);
  }
}
