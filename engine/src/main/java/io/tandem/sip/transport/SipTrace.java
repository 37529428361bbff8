package io.tandem.sip.transport;

import io.tandem.net.RareLog;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SIP messages themselves, in the logger {@code tandem.sip.trace} at DEBUG and for a {@link
 * SipTap}. Credentials are blotted out, the keys of media with as many stars as they are long, so
 * that Content-Length holds, and the bodies of INFO, which carry DTMF digits. One a node; costs a
 * look at a field while nobody wants to see anything.
 */
public final class SipTrace {
  private static final Logger LOG = LoggerFactory.getLogger("tandem.sip.trace");

  private static final Set<String> SECRET_FIELDS =
      Set.of(
          "authorization",
          "proxy-authorization",
          "authentication-info",
          "proxy-authentication-info");

  /**
   * Lines of a description with what decrypts or takes over its media (RFC 4568, RFC 8839, RFC
   * 4567, RFC 4566 §5.12), wherever they stand: no line of a head looks like them.
   */
  private static final Pattern KEYS =
      Pattern.compile(
          "(?<![^\\r\\n])[ \\t]*" // where a line begins
              + "(?:k[ \\t]*=|a[ \\t]*=[ \\t]*(?:ice-pwd[ \\t]*:|key-mgmt[ \\t]*:"
              + "|crypto[ \\t]*:(?:[^\\r\\n]*?inline:)?))"
              + "([^\\r\\n]*)",
          Pattern.CASE_INSENSITIVE);

  private static final RareLog DEFECTS = RareLog.of(SipTrace.class);

  private volatile SipTap tap;

  /** Gives all messages to {@code wanted} from now on; {@code null} for nobody. */
  public void tap(SipTap wanted) {
    tap = wanted;
  }

  void received(Flow flow, byte[] head, byte[] body) {
    if (isOn()) {
      byte[] message = Arrays.copyOf(head, head.length + body.length);
      System.arraycopy(body, 0, message, head.length, body.length);
      received(flow, message);
    }
  }

  void received(Flow flow, byte[] message) {
    if (isOn()) {
      show(flow, false, text(message));
    }
  }

  void sent(Flow flow, byte[] message) {
    if (isOn()) {
      show(flow, true, text(message));
    }
  }

  private boolean isOn() {
    return tap != null || LOG.isDebugEnabled();
  }

  private void show(Flow flow, boolean sent, String text) {
    if (LOG.isDebugEnabled()) {
      LOG.debug("{} {}\n{}", sent ? "to" : "from", flow, text);
    }
    SipTap wanted = tap;
    if (wanted == null) {
      return;
    }
    try {
      wanted.message(flow, sent, text);
    } catch (RuntimeException e) {
      DEFECTS.error("a message could not be shown", e); // and goes its way all the same
    }
  }

  static String text(byte[] message) {
    String text = new String(message, StandardCharsets.UTF_8);
    if (text.stripLeading().startsWith("INFO ")) {
      int body = text.indexOf("\r\n\r\n", text.indexOf("INFO "));
      text = body < 0 ? text : text.substring(0, body + 4);
    }
    return withoutKeys(withoutCredentials(text));
  }

  private static String withoutKeys(String text) {
    Matcher keys = KEYS.matcher(text);
    var shown = new StringBuilder(text);
    while (keys.find()) {
      for (int at = keys.start(1); at < keys.end(1); at++) {
        shown.setCharAt(at, '*');
      }
    }
    return shown.toString();
  }

  /** Line by line, so that its cost is that of reading. A folded line belongs to the one before. */
  private static String withoutCredentials(String text) {
    var shown = new StringBuilder(text.length());
    boolean secret = false;
    for (int at = 0; at < text.length(); ) {
      int newline = text.indexOf('\n', at);
      int end = newline < 0 ? text.length() : newline + 1;
      boolean fold = text.charAt(at) == ' ' || text.charAt(at) == '\t';
      if (!fold) {
        int colon = secretColon(text, at, end);
        secret = colon >= 0;
        if (secret) {
          shown.append(text, at, colon + 1).append(blottedOut(text.substring(colon + 1, end)));
        }
      }
      if (!secret) {
        shown.append(text, at, end);
      }
      at = end;
    }
    return shown.toString();
  }

  /**
   * Of credentials their scheme stays, so that whoever dissects the message finds them well-formed.
   */
  private static String blottedOut(String credentials) {
    return switch (credentials.strip().split("\\s", 2)[0].toLowerCase(Locale.ROOT)) {
      case "basic" -> " Basic ***\r\n";
      case "bearer" -> " Bearer ***\r\n";
      default -> " Digest response=\"***\"\r\n";
    };
  }

  /** Where the colon of a field with credentials is, -1 for another line. */
  private static int secretColon(String text, int from, int end) {
    int colon = text.indexOf(':', from);
    if (colon < 0 || colon >= end) {
      return -1;
    }
    String name = text.substring(from, colon).strip().toLowerCase(Locale.ROOT);
    return SECRET_FIELDS.contains(name) ? colon : -1;
  }
}
