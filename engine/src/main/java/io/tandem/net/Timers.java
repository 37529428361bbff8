package io.tandem.net;

/** Where timers wait. For one thread. */
public interface Timers {
  /** Starts {@code timer}, or starts it anew if it is running. */
  void start(TimerWheel.Timer timer, long delayNanos);

  /** Stops {@code timer}; nothing happens if it is not running. */
  void stop(TimerWheel.Timer timer);

  /** The present: nanoseconds on a clock of no particular origin. */
  long now();

  /** How many timers are running. */
  int size();
}
