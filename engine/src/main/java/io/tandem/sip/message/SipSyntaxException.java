package io.tandem.sip.message;

/** Text that does not follow the grammar of RFC 3261 §25. The message names the part at fault. */
public final class SipSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is wrong, without text from the network that could break a status line
   */
  public SipSyntaxException(String message) {
    super(message);
  }

  SipSyntaxException(String message, Throwable cause) {
    super(message, cause);
  }
}
