package io.tandem.sip.transaction;

import java.time.Duration;

/**
 * The three times from which all of a transaction's timers follow (RFC 3261 §17.1.1.1, table 4).
 *
 * @param t1 estimate of the round trip
 * @param t2 longest pause between retransmissions of other requests than INVITE, and of responses
 * @param t4 how long a message may stay in the network
 */
public record TimerSettings(Duration t1, Duration t2, Duration t4) {
  /** Returned for timers that do not run on this transport. */
  static final long NEVER = -1;

  private static final Duration TRYING = Duration.ofMillis(200);
  private static final Duration ABANDON_INVITE = Duration.ofHours(1);
  private static final Duration LEAST_D = Duration.ofSeconds(32);
  private static final Duration STANDARD_T1 = Duration.ofMillis(500);

  /**
   * @throws IllegalArgumentException when a time is not positive or T2 is shorter than T1
   */
  public TimerSettings {
    requirePositive("T1", t1);
    requirePositive("T2", t2);
    requirePositive("T4", t4);
    if (t2.compareTo(t1) < 0) {
      throw new IllegalArgumentException("T2 must not be shorter than T1: " + t2 + " < " + t1);
    }
  }

  /** What RFC 3261 prescribes: T1 500 ms, T2 4 s, T4 5 s. */
  public static TimerSettings standard() {
    return new TimerSettings(STANDARD_T1, Duration.ofSeconds(4), Duration.ofSeconds(5));
  }

  /** 64*T1: how long a transaction waits for what decides it. */
  public Duration timeout() {
    return t1.multipliedBy(64);
  }

  /** First length of {@code timer} in nanoseconds, or {@link #NEVER}. */
  long nanos(TransactionTimer timer, boolean reliable) {
    return switch (timer) {
      case A, E, G -> reliable ? NEVER : t1.toNanos();
      case B, F, H, L, M, ABANDON -> 64 * t1.toNanos();
      case D -> reliable ? 0 : timerD().toNanos();
      case I, K -> reliable ? 0 : t4.toNanos();
      case J -> reliable ? 0 : 64 * t1.toNanos();
      case TRYING -> TRYING.toNanos();
      case ABANDON_INVITE -> ABANDON_INVITE.toNanos();
    };
  }

  /** What follows {@code interval} of a retransmission timer: twice as long, A without limit. */
  long backOff(TransactionTimer timer, long interval) {
    return timer == TransactionTimer.A ? 2 * interval : Math.min(2 * interval, t2.toNanos());
  }

  /** At least 32 s (§17.1.1.2); where T1 is set shorter than the standard, shorter with it. */
  private Duration timerD() {
    boolean shortened = t1.compareTo(STANDARD_T1) < 0;
    return shortened || timeout().compareTo(LEAST_D) > 0 ? timeout() : LEAST_D;
  }

  private static void requirePositive(String name, Duration value) {
    if (value == null || value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be longer than 0: " + value);
    }
  }
}
