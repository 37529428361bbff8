package io.tandem.media;

/** Every media port of the configured range is in use or in quarantine: the call gets 503. */
public final class NoMediaPortsException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the reason, for the log. */
  public NoMediaPortsException(String message) {
    super(message);
  }
}
