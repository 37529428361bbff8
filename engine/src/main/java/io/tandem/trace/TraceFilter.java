package io.tandem.trace;

import java.net.InetAddress;
import java.util.Locale;

/**
 * Which messages a trace shows: those for which all holds that is not {@code null}.
 *
 * @param domain of the tenant, in lower case: the host of From or To
 * @param extension the user of From or To, at that domain if there is one
 * @param address the other end's
 */
public record TraceFilter(String domain, String extension, InetAddress address) {

  /** Whether a message with {@code text} from or to {@code remote} is shown. */
  boolean matches(InetAddress remote, String text) {
    if (address != null && !address.equals(remote)) {
      return false;
    }
    return domain == null && extension == null || namesParty(text);
  }

  /** Of the head's lines only From and To are looked at, in their long and short forms. */
  private boolean namesParty(String text) {
    for (int at = 0; at < text.length(); ) {
      int newline = text.indexOf('\n', at);
      int end = newline < 0 ? text.length() : newline;
      if (text.substring(at, end).isBlank() && at > 0) {
        return false;
      }
      if (isParty(text, at, end) && isWanted(text.substring(at, end))) {
        return true;
      }
      at = end + 1;
    }
    return false;
  }

  private static boolean isParty(String text, int from, int end) {
    int colon = text.indexOf(':', from);
    if (colon < 0 || colon >= end || colon - from > 8) {
      return false;
    }
    return switch (text.substring(from, colon).strip().toLowerCase(Locale.ROOT)) {
      case "from", "f", "to", "t" -> true;
      default -> false;
    };
  }

  /** The last URI of the line: a display name may hold what looks like one. */
  private boolean isWanted(String line) {
    String lower = line.toLowerCase(Locale.ROOT);
    int scheme = Math.max(lower.lastIndexOf("<sip:") + 1, lower.lastIndexOf("<sips:") + 1);
    int start = scheme > 0 ? lower.indexOf(':', scheme) : lower.indexOf("sip:", 3) + 3;
    if (start < 3) {
      return false;
    }
    int end = start + 1;
    while (end < lower.length() && ">;? \t\r".indexOf(lower.charAt(end)) < 0) {
      end++;
    }
    String party = lower.substring(start + 1, end);
    int at = party.lastIndexOf('@');
    String user = at < 0 ? "" : party.substring(0, at);
    String host = party.substring(at + 1);
    int port = host.startsWith("[") ? host.indexOf("]:") + 1 : host.indexOf(':');
    return (domain == null || domain.equals(port > 0 ? host.substring(0, port) : host))
        && (extension == null || extension.toLowerCase(Locale.ROOT).equals(user));
  }
}
