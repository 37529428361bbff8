package io.tandem.call.flow;

import io.tandem.call.leg.History;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.SipLeg;
import io.tandem.cdr.EndCause;
import io.tandem.cdr.EndReason;
import io.tandem.id.LegId;
import io.tandem.sip.transaction.TransactionRef;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One step in the making: the call's state so far and the effects so far. Lives as long as one
 * event is handled; outside of that a step is a pure function.
 */
final class Turn {
  private final Context context;
  private final List<Effect> effects = new ArrayList<>();
  private CallState call;

  Turn(CallState call, Context context) {
    this.call = call;
    this.context = context;
  }

  CallState call() {
    return call;
  }

  CallSettings settings() {
    return context.settings();
  }

  Instant now() {
    return context.now();
  }

  /** Keeps how reliable provisional responses stand. */
  void put(Reliability reliability) {
    call = call.withReliability(reliability);
  }

  Step step() {
    return new Step(call, List.copyOf(effects));
  }

  /** Our tag for a dialog of {@code leg}. */
  String tag(LegId leg, int variant) {
    var subject = call.subject();
    return context.tokens().issue(subject.tenant(), subject.call(), leg, variant);
  }

  SipLeg leg(LegId id) {
    return call.leg(id);
  }

  /** Keeps {@code leg} as it is now, and the time if it is over. */
  void put(SipLeg leg) {
    call = call.withLeg(leg.isOver() ? leg.withHistory(leg.history().ended(context.now())) : leg);
  }

  /** Notes that the INVITE which opened the leg has a final response. */
  void settled(LegId id, int status) {
    var leg = leg(id);
    put(leg.withHistory(leg.history().finalResponse(status, context.now())));
  }

  History begin(String userAgent) {
    return History.begin(context.now(), userAgent);
  }

  LegId nextLegId() {
    return new LegId(call.legs().size());
  }

  void add(Effect effect) {
    effects.add(effect);
  }

  void respond(TransactionRef transaction, OutgoingResponse response) {
    add(new Effect.Respond(transaction, response));
  }

  void start(CallTimer timer, Duration after) {
    add(new Effect.StartTimer(timer, after));
  }

  void stop(CallTimer timer) {
    add(new Effect.StopTimer(timer));
  }

  /** Notes that the phone of {@code id} rings, the first time. */
  void ringing(LegId id) {
    put(leg(id).withHistory(leg(id).history().ringing(context.now())));
    var times = call.times();
    if (times.ringingAt() == null) {
      call =
          call.withTimes(new CallState.Times(times.startedAt(), context.now(), times.answeredAt()));
    }
  }

  /** Notes that the call was answered: from now on it may last so long and no longer. */
  void answered() {
    start(CallTimer.of(CallTimer.Kind.CALL_DURATION), call.subject().longest());
    var times = call.times();
    call = call.withTimes(new CallState.Times(times.startedAt(), times.ringingAt(), context.now()));
  }

  /** Tells the topmost flow; nobody when the call has ended. */
  void tell(Event event) {
    if (!call.flows().isEmpty()) {
      event.tell(topmost(), this);
    }
  }

  /** The topmost flow of a call that has not ended. */
  CallFlow topmost() {
    return call.flows().get(call.flows().size() - 1);
  }

  /** Puts {@code flow} in the place of the topmost one: its next state. */
  void become(CallFlow flow) {
    var flows = new ArrayList<>(call.flows());
    flows.set(flows.size() - 1, flow);
    call = call.withFlows(flows);
  }

  /** Starts {@code flow} on top of the others. */
  void push(CallFlow flow) {
    var flows = new ArrayList<>(call.flows());
    flows.add(flow);
    call = call.withFlows(flows);
  }

  /** Ends the topmost flow: the one below goes on with its outcome. */
  void finish(Outcome outcome) {
    var flows = new ArrayList<>(call.flows());
    flows.remove(flows.size() - 1);
    call = call.withFlows(flows);
    flows.get(flows.size() - 1).resumed(this, outcome);
  }

  /** Ends the call. Its legs have been told before. */
  void end(EndReason reason, int status) {
    end(reason, null, status);
  }

  /** The same, with what the reason does not say. */
  void end(EndReason reason, EndCause cause, int status) {
    stop(CallTimer.of(CallTimer.Kind.RING_TIME));
    stop(CallTimer.of(CallTimer.Kind.EXPIRES));
    call = call.withFlows(List.of()).withEnd(new CallEnd(reason, cause, status, context.now()));
  }
}
