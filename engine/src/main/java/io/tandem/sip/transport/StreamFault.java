package io.tandem.sip.transport;

/** Why a stream can be followed no further (RFC 3261 §18.3). Its connection is closed. */
public enum StreamFault {
  CONTENT_LENGTH_MISSING("content-length-missing", 400, "Missing Content-Length"),
  CONTENT_LENGTH_INVALID("content-length-invalid", 400, "Invalid Content-Length"),
  BODY_TOO_LARGE("body-too-large", 413, "Request Entity Too Large");

  private final String label;
  private final int status;
  private final String reason;

  StreamFault(String label, int status, String reason) {
    this.label = label;
    this.status = status;
    this.reason = reason;
  }

  /** Its name in metrics. */
  public String label() {
    return label;
  }

  /** The status that answers a request with this fault. */
  public int status() {
    return status;
  }

  /** The reason phrase that goes with {@link #status()}. */
  public String reason() {
    return reason;
  }
}
