package io.tandem.sip.transaction;

import io.tandem.net.TimerWheel;
import io.tandem.net.Timers;

/**
 * Runs a {@link StateMachine}: holds its state and its timers, and performs its effects. It is its
 * own timer in the wheel, set to the earlier of its two deadlines. For one event loop's thread.
 */
abstract class Transaction extends TimerWheel.Timer {
  private final StateMachine machine;
  private final Timers timers;
  private final TimerSettings settings;
  private final boolean reliable;

  private State state;
  private TransactionTimer retransmission;
  private long retransmitAt;
  private long interval;
  private TransactionTimer limit;
  private long limitAt;
  private TransactionTimer due;
  private boolean ended;

  Transaction(StateMachine machine, Timers timers, TimerSettings settings, boolean reliable) {
    this.machine = machine;
    this.timers = timers;
    this.settings = settings;
    this.reliable = reliable;
  }

  /** Does what the transaction itself has to do; timers are taken care of. */
  abstract void perform(Effect effect);

  /** Called once, at the end: to be forgotten by the tables. */
  abstract void terminated();

  final State state() {
    return state;
  }

  /** The rules that it follows. */
  final StateMachine machine() {
    return machine;
  }

  final void start() {
    take(machine.start());
  }

  /** Whether anything follows from {@code event}. */
  final boolean handle(Event event) {
    Step step = ended ? null : machine.next(state, event);
    if (step == null) {
      return false;
    }
    take(step);
    return true;
  }

  /** Ends it without a word, when the stack closes. */
  final void abort() {
    state = State.TERMINATED;
    end();
  }

  /** The user may answer within {@link Effect#DELIVER} and so take the next step in this one. */
  private void take(Step step) {
    state = step.next();
    var effects = step.effects();
    for (int i = 0; i < effects.size(); i++) {
      Effect effect = effects.get(i);
      if (effect.timer() != null) {
        startTimer(effect);
      } else {
        apply(effect);
      }
    }
    if (state == State.TERMINATED) {
      end();
      return;
    }
    if (due != null) {
      Event event = due.event();
      due = null;
      handle(event);
      return;
    }
    arm();
  }

  private void apply(Effect effect) {
    switch (effect) {
      case BACK_OFF -> backOff();
      case STOP_RETRANSMISSION -> retransmission = null;
      case STOP_TIMERS -> {
        retransmission = null;
        limit = null;
      }
      default -> perform(effect);
    }
  }

  private void startTimer(Effect effect) {
    TransactionTimer timer = effect.timer();
    long nanos =
        effect == Effect.START_E_AT_T2 ? settings.t2().toNanos() : settings.nanos(timer, reliable);
    if (nanos == TimerSettings.NEVER) {
      return;
    }
    if (nanos == 0) {
      due = timer;
      return;
    }
    if (timer.isRetransmission()) {
      retransmission = timer;
      interval = nanos;
      retransmitAt = timers.now() + nanos;
    } else {
      limit = timer;
      limitAt = timers.now() + nanos;
    }
  }

  private void backOff() {
    interval = settings.backOff(retransmission, interval);
    retransmitAt += interval; // from when it was due, so that the wheel's grain does not add up
  }

  private void arm() {
    if (retransmission == null && limit == null) {
      timers.stop(this);
      return;
    }
    boolean retransmitFirst = limit == null || retransmission != null && retransmitAt - limitAt < 0;
    timers.start(this, (retransmitFirst ? retransmitAt : limitAt) - timers.now());
  }

  @Override
  protected final void expired() {
    long now = timers.now();
    TransactionTimer expired = null;
    if (limit != null && now - limitAt >= 0) {
      expired = limit;
      limit = null;
    } else if (retransmission != null && now - retransmitAt >= 0) {
      expired = retransmission;
    }
    if (expired == null || !handle(expired.event())) {
      retransmission = expired == retransmission ? null : retransmission; // of a state that is over
      arm();
    }
  }

  private void end() {
    timers.stop(this);
    if (!ended) {
      ended = true;
      terminated();
    }
  }
}
