package io.tandem.call.flow;

import io.tandem.call.leg.Body;
import io.tandem.cdr.EndCause;
import io.tandem.cdr.EndReason;
import io.tandem.id.LegId;
import java.util.Map;

/** How a flow ended, for the flow below it. */
sealed interface Outcome {
  /**
   * A phone took the call.
   *
   * @param awaitsAnswer whether the caller's ACK is to bring the answer to that phone's offer
   */
  record Answered(LegId leg, boolean awaitsAnswer) implements Outcome {}

  /** Nobody took the call: {@code response} is for the caller. */
  record NotAnswered(FinalResponse response, EndReason reason) implements Outcome {}

  /**
   * The conversation is over, and its legs were told.
   *
   * @param status the SIP status that explains it, 200 for an ordinary end
   */
  record Over(EndReason reason, int status) implements Outcome {}

  /**
   * A final response other than 2xx.
   *
   * @param cause what it comes from, for the call's record; {@code null} where the status says it
   */
  record FinalResponse(int status, String reason, Map<String, String> headers, EndCause cause) {
    static FinalResponse of(int status) {
      return new FinalResponse(status, null, Map.of(), null);
    }

    /** Why a request is refused whose body is not taken (RFC 3261 §8.2.3). */
    static FinalResponse refusing(Body body) {
      var fault = body.fault() == null ? Body.Fault.TYPE : body.fault();
      return switch (fault) {
        case TYPE -> of(415, Map.of("Accept", Body.ACCEPT));
        case ENCODING -> of(415, Map.of("Accept-Encoding", "identity"));
        case MALFORMED -> new FinalResponse(400, "Bad Message Body", Map.of(), null);
      };
    }

    static FinalResponse of(int status, Map<String, String> headers) {
      return new FinalResponse(status, null, headers, null);
    }

    /** The same, for a reason that the record keeps. */
    FinalResponse because(EndCause why) {
      return new FinalResponse(status, reason, headers, why);
    }
  }
}
