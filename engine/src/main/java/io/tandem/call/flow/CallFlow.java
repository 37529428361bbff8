package io.tandem.call.flow;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tandem.id.CborSerializable;

/**
 * What the caller experiences now. A flow is a value, part of the call's state; its methods say
 * what an event does, as changes to the {@link Turn}. It is started on top of another flow and
 * gives its {@link Outcome} back to that one. Events it does not expect it ignores.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "flow")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ExtensionCall.class, name = "extension-call"),
  @JsonSubTypes.Type(value = Ringing.class, name = "ringing"),
  @JsonSubTypes.Type(value = Talking.class, name = "talking")
})
public sealed interface CallFlow extends CborSerializable permits ExtensionCall, Ringing, Talking {
  /** The call's state in one word, for whoever watches it. */
  String label();

  /** The flow above this one has ended. */
  default void resumed(Turn turn, Outcome outcome) {
    throw new IllegalStateException(this + " started no flow, so none can return " + outcome);
  }

  default void started(Turn turn, Event.Started event) {}

  default void located(Turn turn, Event.Located event) {}

  default void notLocated(Turn turn) {}

  /** A request inside a dialog that is in order; INVITE and INFO have to be answered. */
  default void requested(Turn turn, Event.Requested event) {
    if (event.request().transaction() != null && !"BYE".equals(event.request().method())) {
      Requests.reject(turn, event, 500);
    }
  }

  default void acknowledged(Turn turn, Event.Acknowledged event) {}

  default void unacknowledged(Turn turn, Event.Unacknowledged event) {}

  default void cancelled(Turn turn, Event.Cancelled event) {}

  default void responded(Turn turn, Event.Responded event) {}

  default void requestFailed(Turn turn, Event.RequestFailed event) {}

  default void anchored(Turn turn, Event.Anchored event) {}

  default void refused(Turn turn, Event.Refused event) {}

  default void timerFired(Turn turn, Event.TimerFired event) {}

  default void lost(Turn turn, Event.Lost event) {}

  default void mediaTimedOut(Turn turn, Event.MediaTimedOut event) {}

  /** Every flow knows how to stop at once. */
  void hungUp(Turn turn, Event.HungUp event);
}
