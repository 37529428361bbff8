package io.tandem.call.flow;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tandem.call.leg.SipLeg;
import io.tandem.cdr.EndReason;
import io.tandem.id.CallId;
import io.tandem.id.CborSerializable;
import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.LegId;
import io.tandem.id.TenantId;
import io.tandem.media.MediaState;
import io.tandem.routing.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * All that a call is, as one value: whoever has it can go on with the call.
 *
 * @param legs by their numbers
 * @param flows the stack, the lowest first; empty when the call has ended
 * @param media as of the last answer or the last time that two legs were connected
 * @param reliability of provisional responses
 */
public record CallState(
    Subject subject,
    Times times,
    List<SipLeg> legs,
    List<CallFlow> flows,
    CallEnd end,
    MediaState media,
    Reliability reliability)
    implements CborSerializable {
  /** What explains the end of a call that could not end in order. */
  private static final int STOPPED = 500;

  /**
   * Who calls whom: fixed at the call's birth.
   *
   * @param callerDisplayName {@code null} for none
   * @param anonymous whether the callee sees nobody as the caller
   * @param dialled the user part that the caller dialled
   * @param dialledDomain the host part
   * @param longest how long it may last once it is answered
   */
  public record Subject(
      TenantId tenant,
      Domain domain,
      CallId call,
      Extension caller,
      String callerDisplayName,
      boolean anonymous,
      String dialled,
      String dialledDomain,
      Route.ToExtension route,
      Duration longest) {}

  /** When what happened; {@code null} for what did not. */
  public record Times(Instant startedAt, Instant ringingAt, Instant answeredAt) {}

  /** The lists are copied. */
  public CallState {
    legs = List.copyOf(legs);
    flows = List.copyOf(flows);
    reliability = reliability == null ? Reliability.NONE : reliability;
  }

  /** A call that just began. */
  public static CallState begin(Subject subject, Instant startedAt) {
    return new CallState(
        subject,
        new Times(startedAt, null, null),
        List.of(),
        List.of(ExtensionCall.FIRST),
        null,
        MediaState.EMPTY,
        Reliability.NONE);
  }

  /** The leg with that number, or {@code null}. */
  public SipLeg leg(LegId id) {
    return id.number() < legs.size() ? legs.get(id.number()) : null;
  }

  /** The media of {@code leg} as it agreed on them with {@code other}, or {@code null}. */
  MediaState.LegState media(LegId leg, LegId other) {
    for (var one : media.legs()) {
      if (one.leg().equals(leg) && one.peer().equals(other)) {
        return one;
      }
    }
    return null;
  }

  /** The media of a leg that is connected to another one, or {@code null}. */
  MediaState.LegState connection(LegId leg) {
    for (var one : media.legs()) {
      if (one.connected() && one.leg().equals(leg)) {
        return one;
      }
    }
    return null;
  }

  /** Whether the call has ended; stragglers of its legs may still come. */
  @JsonIgnore
  public boolean isOver() {
    return end != null;
  }

  /** Whether a leg still waits for something: a final response, an ACK. */
  @JsonIgnore
  public boolean isOutstanding() {
    return legs.stream().anyMatch(SipLeg::isOutstanding);
  }

  /** The state in one word: what the topmost flow says, or {@code ENDED}. */
  public String label() {
    return flows.isEmpty() ? "ENDED" : flows.get(flows.size() - 1).label();
  }

  /** The call with {@code leg} added, or in place of the one with the same number. */
  CallState withLeg(SipLeg leg) {
    var changed = new ArrayList<>(legs);
    if (leg.id().number() == changed.size()) {
      changed.add(leg);
    } else {
      changed.set(leg.id().number(), leg);
    }
    return new CallState(subject, times, changed, flows, end, media, reliability);
  }

  CallState withFlows(List<CallFlow> changed) {
    return new CallState(subject, times, legs, changed, end, media, reliability);
  }

  CallState withTimes(Times changed) {
    return new CallState(subject, changed, legs, flows, end, media, reliability);
  }

  CallState withReliability(Reliability changed) {
    return new CallState(subject, times, legs, flows, end, media, changed);
  }

  CallState withEnd(CallEnd how) {
    return new CallState(subject, times, legs, flows, how, media, reliability);
  }

  /** The call, ended as it is without telling anybody; one that has ended stays what it is. */
  public CallState stopped(EndReason reason, Instant at) {
    return isOver() ? this : withFlows(List.of()).withEnd(new CallEnd(reason, null, STOPPED, at));
  }

  /** The call with its media as they are now. */
  public CallState withMedia(MediaState now) {
    return new CallState(subject, times, legs, flows, end, now, reliability);
  }
}
