package io.tandem.sip.transport;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SIP messages themselves, in the logger {@code tandem.sip.trace} at DEBUG. Credentials are
 * blotted out, and the bodies of INFO, which carry DTMF digits.
 */
final class SipTrace {
  private static final Logger LOG = LoggerFactory.getLogger("tandem.sip.trace");
  private static final Pattern CREDENTIALS =
      Pattern.compile("(?im)^((?:proxy-)?authorization[ \\t]*:).*(?:\\r?\\n[ \\t].*)*");

  private SipTrace() {}

  static void received(Flow flow, byte[] head, byte[] body) {
    if (LOG.isDebugEnabled()) {
      byte[] message = Arrays.copyOf(head, head.length + body.length);
      System.arraycopy(body, 0, message, head.length, body.length);
      received(flow, message);
    }
  }

  static void received(Flow flow, byte[] message) {
    if (LOG.isDebugEnabled()) {
      LOG.debug("from {}\n{}", flow, text(message));
    }
  }

  static void sent(Flow flow, byte[] message) {
    if (LOG.isDebugEnabled()) {
      LOG.debug("to {}\n{}", flow, text(message));
    }
  }

  static String text(byte[] message) {
    String text = new String(message, StandardCharsets.UTF_8);
    if (text.startsWith("INFO ")) {
      int body = text.indexOf("\r\n\r\n");
      text = body < 0 ? text : text.substring(0, body + 4);
    }
    return CREDENTIALS.matcher(text).replaceAll("$1 ***");
  }
}
