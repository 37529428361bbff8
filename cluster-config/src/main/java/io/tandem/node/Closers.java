package io.tandem.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was opened, to be closed in the opposite order; one that fails does not spare the others.
 */
final class Closers {
  private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

  private final Deque<Closer> closers = new ArrayDeque<>();

  private record Closer(String name, AutoCloseable close) {}

  /** Adds what is closed before all that was added earlier. */
  void add(String name, AutoCloseable close) {
    closers.push(new Closer(name, close));
  }

  /** Closes everything, the last first. */
  void closeAll() {
    while (!closers.isEmpty()) {
      Closer closer = closers.pop();
      try {
        closer.close().close();
      } catch (Exception e) {
        LOG.warn("{} did not end in good order", closer.name(), e);
      }
    }
  }
}
