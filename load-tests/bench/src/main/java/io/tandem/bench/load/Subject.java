package io.tandem.bench.load;

import java.time.Duration;
import java.time.Instant;

/** A system that is measured, on cores of its own. Closing it ends it. */
public interface Subject extends AutoCloseable {
  /** Its name and version, and what it does less than a node does. */
  String name();

  /** Where load goes. */
  Target target();

  /** Finds ports for phones. */
  Ports ports();

  /** The longest pause of its collector in a time; zero where there is none. */
  Duration longestPause(Instant from, Instant to);

  /** The processor time that its compilers have used so far; zero where there are none. */
  Duration compiling();

  /** Has it run on other cores from now on, such as {@code 0,2-3}; empty changes nothing. */
  void moveTo(String cpus);

  @Override
  void close();
}
