package io.tandem.call;

import io.tandem.call.flow.CallState;
import io.tandem.call.flow.CallTimer;
import io.tandem.call.flow.Effect;
import io.tandem.call.flow.Event;
import io.tandem.call.leg.Signalling;
import io.tandem.id.Extension;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Does what a call's steps ask for: says it, sets the timer, tells the media. */
final class CallEffects {
  private final Signalling signalling;
  private final CallMedia media;
  private final BiConsumer<CallTimer, Duration> startTimer;
  private final Consumer<CallTimer> stopTimer;
  private final Consumer<Extension> locate;
  private final Consumer<Effect.Pursue> pursue;

  CallEffects(
      CallEnvironment environment,
      CallMedia media,
      BiConsumer<CallTimer, Duration> startTimer,
      Consumer<CallTimer> stopTimer,
      Consumer<Extension> locate,
      Consumer<Effect.Pursue> pursue) {
    this.signalling = environment.signalling();
    this.media = media;
    this.startTimer = startTimer;
    this.stopTimer = stopTimer;
    this.locate = locate;
    this.pursue = pursue;
  }

  /** Performs {@code effect} of {@code call}; the result is what follows at once, or null. */
  Event perform(Effect effect, CallState call) {
    if (effect instanceof Effect.Request request) {
      signalling.request(request.request());
    } else if (effect instanceof Effect.Respond respond) {
      signalling.respond(respond.transaction(), respond.response());
    } else if (effect instanceof Effect.Acknowledge acknowledge) {
      signalling.ack(acknowledge.ack());
    } else if (effect instanceof Effect.Cancel cancel) {
      signalling.cancel(
          call.subject().call(), cancel.leg(), cancel.cseq(), cancel.flow(), cancel.headers());
    } else if (effect instanceof Effect.StartTimer start) {
      startTimer.accept(start.timer(), start.after());
    } else if (effect instanceof Effect.StopTimer stop) {
      stopTimer.accept(stop.timer());
    } else if (effect instanceof Effect.Locate wanted) {
      locate.accept(wanted.extension());
    } else if (effect instanceof Effect.Pursue wanted) {
      pursue.accept(wanted);
    } else {
      return performMedia(effect, call);
    }
    return null;
  }

  private Event performMedia(Effect effect, CallState call) {
    if (effect instanceof Effect.AnchorOffer offer) {
      return media.offer(offer, call);
    }
    if (effect instanceof Effect.AnchorAnswer answer) {
      return media.answer(answer, call);
    }
    if (effect instanceof Effect.Connect connect) {
      media.connect(connect.a(), connect.b());
    } else if (effect instanceof Effect.RollBack back) {
      media.rollBack(back.from(), back.to());
    } else if (effect instanceof Effect.Release release) {
      media.release(release.leg());
    }
    return null;
  }
}
