package io.tandem.registrar;

import java.time.Duration;

/** How long to wait before another attempt: doubles with each failure, up to a bound. */
final class Backoff {
  private final Duration first;
  private final Duration last;
  private Duration next;

  Backoff(Duration first, Duration last) {
    this.first = first;
    this.last = last;
    this.next = first;
  }

  /** The wait after one more failure. */
  Duration failed() {
    var wait = next;
    var doubled = wait.multipliedBy(2);
    next = doubled.compareTo(last) > 0 ? last : doubled;
    return wait;
  }

  void succeeded() {
    next = first;
  }
}
