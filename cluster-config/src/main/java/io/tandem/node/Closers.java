package io.tandem.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was opened, to be closed in the opposite order; one that fails does not spare the others.
 * Safe for use by any thread.
 */
final class Closers {
  private static final Logger LOG = LoggerFactory.getLogger(Closers.class);

  private record Closer(String name, AutoCloseable close) {}

  private final Deque<Closer> closers = new ArrayDeque<>();
  private boolean closed;

  /** Adds what is closed before all that was added earlier; at once when all are closed. */
  synchronized void add(String name, AutoCloseable close) {
    var closer = new Closer(name, close);
    if (closed) {
      close(closer);
    } else {
      closers.push(closer);
    }
  }

  /**
   * Closes what was added with this name, before its turn.
   *
   * @throws IllegalArgumentException when nothing was, or it is closed already
   */
  synchronized void close(String name) {
    var closer =
        closers.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("nothing to close is called " + name));
    closers.remove(closer);
    close(closer);
  }

  /** Whether everything was closed already; waits for one who is at it. */
  synchronized boolean isClosed() {
    return closed;
  }

  /** Closes everything, the last first. */
  synchronized void closeAll() {
    closed = true;
    while (!closers.isEmpty()) {
      close(closers.pop());
    }
  }

  private static void close(Closer closer) {
    try {
      closer.close().close();
    } catch (Exception e) {
      LOG.warn("{} did not end in good order", closer.name(), e);
    }
  }
}
