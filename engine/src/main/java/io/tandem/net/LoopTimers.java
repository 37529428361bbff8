package io.tandem.net;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The timing wheel of one event loop. It turns only while a timer is running, by one scheduled task
 * of the loop; all methods belong to the loop's thread.
 */
public final class LoopTimers implements Timers {
  private static final Duration TICK = Duration.ofMillis(10);

  private final EventLoop loop;
  private final TimerWheel wheel = new TimerWheel(TICK, System.nanoTime());
  private final Runnable turn = this::turn;
  private boolean turning;

  /** Timers on {@code loop}. */
  public LoopTimers(EventLoop loop) {
    this.loop = loop;
  }

  @Override
  public void start(TimerWheel.Timer timer, long delayNanos) {
    long now = System.nanoTime();
    if (!turning) {
      wheel.advance(now); // it stood still while nothing was running
      turning = true;
      scheduleTurn();
    }
    wheel.startAt(timer, now + Math.max(0, delayNanos));
  }

  @Override
  public void stop(TimerWheel.Timer timer) {
    wheel.stop(timer);
  }

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  public int size() {
    return wheel.size();
  }

  /** Counts as turning meanwhile: timers that start others must not turn the wheel once more. */
  private void turn() {
    try {
      wheel.advance(System.nanoTime());
    } finally {
      turning = wheel.size() > 0;
      if (turning) {
        scheduleTurn();
      }
    }
  }

  private void scheduleTurn() {
    if (!loop.isShuttingDown()) {
      loop.schedule(turn, TICK.toNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
