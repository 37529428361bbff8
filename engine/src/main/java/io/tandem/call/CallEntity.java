package io.tandem.call;

import io.tandem.call.flow.CallMachine;
import io.tandem.call.flow.CallState;
import io.tandem.call.flow.CallTimer;
import io.tandem.call.flow.Context;
import io.tandem.call.flow.Effect;
import io.tandem.call.flow.Event;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.RequestFailure;
import io.tandem.cdr.EndReason;
import io.tandem.id.CallId;
import io.tandem.id.CborSerializable;
import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.registrar.Binding;
import io.tandem.routing.Route;
import io.tandem.store.StoreException;
import io.tandem.tenant.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call, from its INVITE to its record. Owns the call's state, which {@link CallMachine}
 * changes, and its media; does what the steps ask for. Begun by the edge with {@link Start}; ends
 * when the call has and nothing of it is outstanding any more. A call that is stopped early, with
 * its node or by a bug, tells its legs and writes its record on the way out; what a lost node takes
 * with it is the call.
 */
public final class CallEntity extends AbstractBehavior<CallEntity.Command> {
  /** Where calls are found: sharded by {@link CallSharding}. */
  public static final EntityTypeKey<Command> TYPE_KEY = EntityTypeKey.create(Command.class, "Call");

  /** What a call can be told. */
  public sealed interface Command extends CborSerializable {}

  /**
   * Begins the call: admitted and routed already.
   *
   * @param domain the tenant's domain, the host part of what the callee sees
   * @param startedAt when the INVITE came
   * @param caller the extension that calls
   * @param callerDisplayName what the callee sees as the caller's name, or {@code null}
   * @param anonymous whether the callee shall not see who calls (RFC 3323)
   * @param dialled the user part that the caller dialled
   * @param dialledDomain the host part
   * @param longest how long the call may last once it is answered; {@code null} from a node that is
   *     older than this limit: as a new tenant's
   */
  public record Start(
      TenantId tenant,
      Domain domain,
      CallId call,
      Instant startedAt,
      IncomingRequest invite,
      Extension caller,
      String callerDisplayName,
      boolean anonymous,
      String dialled,
      String dialledDomain,
      Route.ToExtension route,
      Duration longest)
      implements Command {}

  /**
   * A request inside one of the call's dialogs, ACK included.
   *
   * @param variant which of the leg's dialogs: {@link io.tandem.call.leg.DialogToken#variant()}
   */
  public record Requested(LegId leg, int variant, IncomingRequest request) implements Command {}

  /**
   * An INVITE of {@code leg} was cancelled; the CANCEL itself is answered already.
   *
   * @param cseq the INVITE's
   * @param headers the CANCEL's white-listed headers (Reason, RFC 3326)
   */
  public record Cancelled(LegId leg, long cseq, Map<String, String> headers) implements Command {}

  /** A response to a request that the call sent on {@code leg}. */
  public record Responded(LegId leg, IncomingResponse response) implements Command {}

  /** A request that the call sent on {@code leg} will get no final response. */
  public record RequestFailed(LegId leg, String method, long cseq, RequestFailure failure)
      implements Command {}

  /** Ends the call for {@code reason}; {@code text} is what the phones are told. */
  public record HangUp(EndReason reason, String text, ActorRef<HangUpReply> replyTo)
      implements Command {}

  /**
   * Brings a call shard to its claimant, {@code node}. Where that comes true the entity stays and
   * does nothing: a shard with an entity in it is never given back.
   */
  public record Claim(int shard, NodeId node, ActorRef<Claimed> replyTo) implements Command {}

  private record Located(List<Binding> bindings)
      implements Command, NoSerializationVerificationNeeded {}

  private record Found(LegId leg, List<Binding> bindings)
      implements Command, NoSerializationVerificationNeeded {}

  private record NotLocated(Throwable failure)
      implements Command, NoSerializationVerificationNeeded {}

  private record TimerFired(CallTimer timer)
      implements Command, NoSerializationVerificationNeeded {}

  private record MediaTimedOut(LegId leg) implements Command, NoSerializationVerificationNeeded {}

  private enum Lingered implements Command, NoSerializationVerificationNeeded {
    INSTANCE
  }

  /** The answer to {@link HangUp}. */
  public enum HangUpReply implements CborSerializable {
    HUNG_UP,
    NO_SUCH_CALL
  }

  /** The answer to {@link Claim}: who hosts the shard. */
  public record Claimed(int shard, NodeId node) implements CborSerializable {}

  /** The entity with {@code entityId}, {@link CallSharding#entityId} or one for a claim. */
  public static Behavior<Command> create(CallEnvironment environment, String entityId) {
    int separator = entityId.indexOf(CallSharding.SEPARATOR);
    var mdc =
        Map.of(
            "tenant", entityId.substring(0, separator),
            "call", entityId.substring(separator + 1),
            "node", environment.node().value());
    Behavior<Command> entity =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(timers -> new CallEntity(context, timers, environment)));
    return Behaviors.withMdc(Command.class, mdc, entity);
  }

  /**
   * Not the actor's own, for which Pekko walks the stack at the first line of each actor. What the
   * lines say of tenant and call comes from the thread all the same.
   */
  private static final Logger LOG = LoggerFactory.getLogger(CallEntity.class);

  /** How much longer than 64×T1 a straggler may take, its way through the cluster included. */
  private static final Duration GRACE = Duration.ofSeconds(8);

  private final CallEnvironment environment;
  private final TimerScheduler<Command> timers;
  private final CallMedia media;
  private final CallEffects effects;
  private final ShownCall shown;
  private CallState call;
  private boolean claimed;
  private boolean recorded;
  private boolean broken;
  private boolean stopping;

  private CallEntity(
      ActorContext<Command> context, TimerScheduler<Command> timers, CallEnvironment environment) {
    super(context);
    this.environment = environment;
    this.timers = timers;
    this.shown = new ShownCall(environment.liveCalls(), environment.node());
    var self = context.getSelf();
    this.media =
        new CallMedia(
            environment.media(), leg -> self.tell(new MediaTimedOut(leg)), environment.settings());
    this.effects =
        new CallEffects(
            environment, media, this::startTimer, timers::cancel, this::locate, this::pursue);
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Start.class, this::onStart)
        .onMessage(Requested.class, this::onRequested)
        .onMessage(
            Responded.class,
            message -> handle(new Event.Responded(message.leg(), message.response())))
        .onMessage(
            Cancelled.class,
            message ->
                handle(new Event.Cancelled(message.leg(), message.cseq(), message.headers())))
        .onMessage(RequestFailed.class, this::onRequestFailed)
        .onMessage(Located.class, message -> handle(new Event.Located(message.bindings())))
        .onMessage(
            Found.class, message -> handle(new Event.Found(message.leg(), message.bindings())))
        .onMessage(NotLocated.class, this::onNotLocated)
        .onMessage(TimerFired.class, message -> handle(new Event.TimerFired(message.timer())))
        .onMessage(MediaTimedOut.class, message -> handle(new Event.MediaTimedOut(message.leg())))
        .onMessage(HangUp.class, this::onHangUp)
        .onMessage(Claim.class, this::onClaim)
        .onMessageEquals(Lingered.INSTANCE, Behaviors::stopped)
        .onSignal(PostStop.class, signal -> onPostStop())
        .build();
  }

  private Behavior<Command> onStart(Start start) {
    if (call != null) {
      return this;
    }
    var subject =
        new CallState.Subject(
            start.tenant(),
            start.domain(),
            start.call(),
            start.caller(),
            start.callerDisplayName(),
            start.anonymous(),
            start.dialled(),
            start.dialledDomain(),
            start.route(),
            start.longest() == null ? Limits.DEFAULT.callDuration() : start.longest());
    call = CallState.begin(subject, start.startedAt());
    shown.update(call);
    LOG.info("{} calls {}", start.caller(), start.dialled());
    return handle(new Event.Started(start.invite()));
  }

  /** A call that is not known (any more) has no dialogs (RFC 3261 §12.2.2). */
  private Behavior<Command> onRequested(Requested requested) {
    var request = requested.request();
    if (call == null && request.transaction() != null) {
      environment
          .signalling()
          .respond(request.transaction(), OutgoingResponse.of(481, request.toTag()));
    }
    return handle(new Event.Requested(requested.leg(), requested.variant(), request));
  }

  private Behavior<Command> onRequestFailed(RequestFailed failed) {
    return handle(
        new Event.RequestFailed(failed.leg(), failed.method(), failed.cseq(), failed.failure()));
  }

  private Behavior<Command> onNotLocated(NotLocated message) {
    LOG.atLevel(StoreException.logLevel(message.failure()))
        .log("The registrar does not answer: {}", message.failure().toString());
    return handle(new Event.NotLocated());
  }

  private Behavior<Command> onHangUp(HangUp message) {
    boolean alive = call != null && !call.isOver();
    message.replyTo().tell(alive ? HangUpReply.HUNG_UP : HangUpReply.NO_SUCH_CALL);
    return handle(new Event.HungUp(message.reason(), message.text()));
  }

  private Behavior<Command> onClaim(Claim claim) {
    claim.replyTo().tell(new Claimed(claim.shard(), environment.node()));
    claimed |= claim.node().equals(environment.node());
    return claimed ? this : Behaviors.stopped();
  }

  /** Whatever broke: the record is written, and nothing of the call stays on this node. */
  private Behavior<Command> onPostStop() {
    stopping = true;
    var reason = broken ? EndReason.FAILED : EndReason.SHUTDOWN;
    try {
      if (call != null && !call.isOver()) {
        handle(new Event.HungUp(reason, "Call stopped"));
      }
      if (call != null) {
        handle(new Event.Stopping());
      }
    } catch (RuntimeException e) {
      LOG.error("The call's phones could not all be told of its end", e);
    } finally {
      if (call != null && !recorded) {
        call = call.stopped(reason, environment.clock().instant());
        ended();
      }
      media.close();
    }
    return this;
  }

  private Behavior<Command> handle(Event event) {
    if (call == null) {
      return Behaviors.stopped();
    }
    String before = call.label();
    try {
      take(event);
    } catch (RuntimeException e) {
      broken = true;
      throw e;
    }
    if (call.isOver()) {
      return ended();
    }
    shown.update(call);
    if (before.equals("RINGING") && !call.label().equals(before)) {
      LOG.info("Answered");
      environment
          .cdrs()
          .answered(
              CallRecords.ifLost(
                  call, media.statistics(), environment.node(), environment.clock().instant()));
    }
    return this;
  }

  /** Has the machine take {@code event} and what follows from it at once. */
  private void take(Event event) {
    var events = new ArrayDeque<Event>();
    events.add(event);
    while (!events.isEmpty()) {
      var now = environment.clock().instant();
      var context = new Context(now, environment.settings(), environment.tokens());
      var step = CallMachine.on(call, events.remove(), context);
      call = step.state();
      for (var effect : step.effects()) {
        var next = effects.perform(effect, call);
        if (next != null) {
          events.add(next);
        }
        if (effect instanceof Effect.Connect || effect instanceof Effect.AnchorAnswer) {
          call = call.withMedia(media.state());
        }
      }
    }
  }

  private void startTimer(CallTimer timer, Duration after) {
    if (!stopping) {
      timers.startSingleTimer(timer, new TimerFired(timer), after);
    }
  }

  private void locate(Extension extension) {
    getContext()
        .pipeToSelf(
            environment.registrar().lookup(call.subject().tenant(), extension),
            (bindings, failure) ->
                failure == null ? new Located(bindings) : new NotLocated(failure));
  }

  /** A registrar that does not answer knows of no other flow. */
  private void pursue(Effect.Pursue wanted) {
    if (stopping) {
      return;
    }
    getContext()
        .pipeToSelf(
            environment.registrar().lookup(call.subject().tenant(), wanted.extension()),
            (bindings, failure) -> new Found(wanted.leg(), failure == null ? bindings : List.of()));
  }

  /** Writes the record, once; stays for what is outstanding, but not for ever. */
  private Behavior<Command> ended() {
    if (!recorded) {
      recorded = true;
      shown.remove(call);
      try {
        environment.cdrs().append(CallRecords.of(call, media.statistics(), environment.node()));
      } finally {
        media.close();
      }
      LOG.info("Ended: {} {}", call.end().reason(), call.end().status());
      if (call.isOutstanding() && !stopping) {
        var limit = environment.settings().transactionTimeout().plus(GRACE);
        timers.startSingleTimer(Lingered.INSTANCE, Lingered.INSTANCE, limit);
      }
    }
    return call.isOutstanding() ? this : Behaviors.stopped();
  }
}
