package io.tandem.sip.transport;

import java.io.IOException;
import java.util.Locale;

/** A listener could not be opened; the message names its address and the reason. */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1;

  ListenException(ListenerSettings listener, Throwable cause) {
    super("cannot listen on " + listener + ": " + reason(cause), cause);
  }

  private static String reason(Throwable cause) {
    String text = String.valueOf(cause.getMessage());
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("already in use")) {
      return "the port is in use";
    }
    if (lower.contains("cannot assign requested address")) {
      return "this host has no such address";
    }
    if (lower.contains("permission denied")) {
      return "this user may not open that port";
    }
    return text;
  }
}
