package io.tandem.net;

import java.time.Duration;

/**
 * A hashed timing wheel for one thread. Starting, restarting and stopping a timer is a few pointer
 * writes and allocates nothing, because the timer is the object that waits: extend {@link Timer}.
 * Built for timers that are nearly always stopped before they expire.
 *
 * <p>Time is what the owner passes in, so a test turns the wheel by hand. A timer never expires
 * early; it expires up to one tick late.
 */
public final class TimerWheel implements Timers {
  private static final int SLOTS = 4096;
  // Due timers move to a list of their own first: one of them may stop another while they expire.
  private static final int EXPIRING = SLOTS;
  private static final int NOWHERE = -1;

  private final long tickNanos;
  private final Timer[] slots = new Timer[SLOTS + 1];
  private long now;
  private long currentTick;
  private int size;

  /**
   * @param tick the grain; with 10 ms one turn of the wheel takes 41 s
   * @param nowNanos the present, on the owner's clock
   */
  public TimerWheel(Duration tick, long nowNanos) {
    this.tickNanos = tick.toNanos();
    this.now = nowNanos;
    this.currentTick = Math.floorDiv(nowNanos, tickNanos);
  }

  @Override
  public int size() {
    return size;
  }

  /** The present, as last told: nanoseconds on the owner's clock. */
  @Override
  public long now() {
    return now;
  }

  @Override
  public void start(Timer timer, long delayNanos) {
    startAt(timer, now + Math.max(0, delayNanos));
  }

  /** Like {@link #start}, for a point in time on the owner's clock. */
  public void startAt(Timer timer, long deadlineNanos) {
    stop(timer);
    timer.tick = Math.max(currentTick + 1, Math.floorDiv(deadlineNanos, tickNanos) + 1);
    link(timer, (int) timer.tick & (SLOTS - 1));
    size++;
  }

  @Override
  public void stop(Timer timer) {
    if (timer.isRunning()) {
      unlink(timer);
      size--;
    }
  }

  /**
   * Moves the present forward and expires what is due, tick by tick. Expired timers may start and
   * stop any timer of this wheel.
   */
  public void advance(long nowNanos) {
    long target = Math.floorDiv(nowNanos, tickNanos);
    while (currentTick < target) {
      currentTick = size == 0 ? target : currentTick + 1;
      now = Math.max(now, currentTick * tickNanos);
      expire((int) currentTick & (SLOTS - 1));
    }
    now = Math.max(now, nowNanos);
  }

  private void expire(int slot) {
    Timer timer = slots[slot];
    while (timer != null) {
      Timer next = timer.next;
      if (timer.tick <= currentTick) {
        unlink(timer);
        link(timer, EXPIRING);
      }
      timer = next;
    }
    while (slots[EXPIRING] != null) {
      Timer due = slots[EXPIRING];
      stop(due);
      due.expired();
    }
  }

  private void link(Timer timer, int slot) {
    timer.slot = slot;
    timer.next = slots[slot];
    if (timer.next != null) {
      timer.next.previous = timer;
    }
    slots[slot] = timer;
  }

  private void unlink(Timer timer) {
    if (timer.previous == null) {
      slots[timer.slot] = timer.next;
    } else {
      timer.previous.next = timer.next;
    }
    if (timer.next != null) {
      timer.next.previous = timer.previous;
    }
    timer.previous = null;
    timer.next = null;
    timer.slot = NOWHERE;
  }

  /** Something that waits. It stands in one wheel at most, and once. */
  public abstract static class Timer {
    private Timer previous;
    private Timer next;
    private long tick;
    private int slot = NOWHERE;

    /** Called on the wheel's thread when the time is over; the timer is stopped by then. */
    protected abstract void expired();

    /** Whether it will expire unless stopped. */
    public final boolean isRunning() {
      return slot != NOWHERE;
    }
  }
}
