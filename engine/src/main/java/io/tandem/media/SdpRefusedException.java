package io.tandem.media;

/**
 * A session description that is not taken. Knows the SIP status for it and the value of the Warning
 * header (RFC 3261 §20.43) that tells the other side why.
 */
public final class SdpRefusedException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_ACCEPTABLE_HERE = 488;
  private static final int SERVICE_UNAVAILABLE = 503;

  private final int status;
  private final String warning;

  private SdpRefusedException(int status, int warnCode, String reason) {
    super(reason);
    this.status = status;
    this.warning = warnCode + " tandem \"" + quotable(reason) + '"';
  }

  /** What was sent is not a session description: 400, warning 399. */
  public static SdpRefusedException malformed(String reason) {
    return new SdpRefusedException(BAD_REQUEST, 399, reason);
  }

  /**
   * Understood, but not acceptable here: 488.
   *
   * @param warnCode RFC 3261 §20.43, 300 to 399
   */
  public static SdpRefusedException notAcceptable(int warnCode, String reason) {
    return new SdpRefusedException(NOT_ACCEPTABLE_HERE, warnCode, reason);
  }

  /** No ports are left for it: 503, warning 399. */
  public static SdpRefusedException noPorts(String reason) {
    return new SdpRefusedException(SERVICE_UNAVAILABLE, 399, reason);
  }

  /** The status to answer with: 400, 488 or 503. */
  public int status() {
    return status;
  }

  /** The value of the Warning header, for example {@code 302 tandem "no RTP/SAVP here"}. */
  public String warning() {
    return warning;
  }

  /** Only what a quoted-string holds without escapes, so that a device's text cannot end it. */
  private static String quotable(String text) {
    return text.replaceAll("[^\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]", "?");
  }
}
