package io.tandem.demo;

import io.tandem.harness.HarnessException;

/** The demonstration cannot go on; the message is for the person who watches. */
final class DemoException extends HarnessException {
  private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }

  DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}
