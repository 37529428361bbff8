package io.tandem.harness;

/** Something did not go as it should; the message is for the person who watches. */
public class HarnessException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a sentence for the person who watches. */
  public HarnessException(String message) {
    super(message);
  }

  /** With a sentence for the person who watches, and what is behind it. */
  public HarnessException(String message, Throwable cause) {
    super(message, cause);
  }
}
