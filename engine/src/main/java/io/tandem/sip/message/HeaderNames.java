package io.tandem.sip.message;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The usual spelling of header names, and what the message model knows about some of them. */
final class HeaderNames {
  static final String VIA = "Via";
  static final String FROM = "From";
  static final String TO = "To";
  static final String CALL_ID = "Call-ID";
  static final String CSEQ = "CSeq";
  static final String MAX_FORWARDS = "Max-Forwards";
  static final String CONTACT = "Contact";
  static final String ROUTE = "Route";
  static final String RECORD_ROUTE = "Record-Route";
  static final String PATH = "Path";
  static final String CONTENT_LENGTH = "Content-Length";
  static final String CONTENT_TYPE = "Content-Type";
  static final String TIMESTAMP = "Timestamp";

  /** Headers whose comma-separated values are kept as one field each (§7.3.1). */
  private static final Set<String> LISTS = Set.of(VIA, CONTACT, ROUTE, RECORD_ROUTE, PATH);

  /** Headers that a message has at most once. */
  private static final Set<String> SINGLE =
      Set.of(FROM, TO, CALL_ID, CSEQ, MAX_FORWARDS, CONTENT_LENGTH, CONTENT_TYPE);

  /** The registered compact forms, by their letter. */
  private static final Map<String, String> COMPACT =
      Map.ofEntries(
          Map.entry("a", "Accept-Contact"),
          Map.entry("b", "Referred-By"),
          Map.entry("c", CONTENT_TYPE),
          Map.entry("d", "Request-Disposition"),
          Map.entry("e", "Content-Encoding"),
          Map.entry("f", FROM),
          Map.entry("i", CALL_ID),
          Map.entry("j", "Reject-Contact"),
          Map.entry("k", "Supported"),
          Map.entry("l", CONTENT_LENGTH),
          Map.entry("m", CONTACT),
          Map.entry("n", "Identity-Info"),
          Map.entry("o", "Event"),
          Map.entry("r", "Refer-To"),
          Map.entry("s", "Subject"),
          Map.entry("t", TO),
          Map.entry("u", "Allow-Events"),
          Map.entry("v", VIA),
          Map.entry("x", "Session-Expires"),
          Map.entry("y", "Identity"));

  private static final String[] OTHERS = {
    MAX_FORWARDS,
    ROUTE,
    RECORD_ROUTE,
    PATH,
    CSEQ,
    TIMESTAMP,
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Alert-Info",
    "Allow",
    "Authorization",
    "Call-Info",
    "Content-Disposition",
    "Content-Language",
    "Date",
    "Diversion",
    "Error-Info",
    "Expires",
    "Flow-Timer",
    "History-Info",
    "In-Reply-To",
    "Info-Package",
    "Join",
    "MIME-Version",
    "Min-Expires",
    "Min-SE",
    "Organization",
    "P-Asserted-Identity",
    "P-Preferred-Identity",
    "Priority",
    "Privacy",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "Proxy-Require",
    "RAck",
    "RSeq",
    "Reason",
    "Recv-Info",
    "Remote-Party-ID",
    "Replaces",
    "Reply-To",
    "Require",
    "Retry-After",
    "Server",
    "Service-Route",
    "Subscription-State",
    "Target-Dialog",
    "Unsupported",
    "User-Agent",
    "WWW-Authenticate",
    "Warning"
  };

  private static final Map<String, String> KNOWN = new HashMap<>();

  /** The canonical names by {@link #slot}, to find one without cutting it out of its text. */
  private static final String[][] BY_SLOT = new String[128][0];

  static {
    COMPACT.forEach(
        (letter, name) -> {
          know(letter, name);
          know(name, name);
        });
    for (String name : OTHERS) {
      know(name, name);
    }
  }

  private HeaderNames() {}

  private static void know(String written, String name) {
    KNOWN.put(written, name);
    KNOWN.put(written.toLowerCase(Locale.ROOT), name);
    if (written.equals(name)) {
      int slot = slot(name, 0, name.length());
      BY_SLOT[slot] = Arrays.copyOf(BY_SLOT[slot], BY_SLOT[slot].length + 1);
      BY_SLOT[slot][BY_SLOT[slot].length - 1] = name;
    }
  }

  /** The same for both cases of a letter. */
  private static int slot(String text, int start, int end) {
    int ends = (text.charAt(start) & 31) * 7 + (text.charAt(end - 1) & 31);
    return (ends * 5 + end - start) & 127;
  }

  /** The long form in its usual case for a name known here, else {@code written} itself. */
  static String canonical(String written) {
    // The usual spelling hits at once; only other spellings pay for a change of case.
    String name = KNOWN.get(written);
    if (name == null) {
      name = KNOWN.get(written.toLowerCase(Locale.ROOT));
    }
    return name == null ? written : name;
  }

  /** {@link #canonical(String)} of a part of {@code text} that is not empty. */
  static String canonical(String text, int start, int end) {
    for (String name : BY_SLOT[slot(text, start, end)]) {
      if (name.length() == end - start && text.regionMatches(true, start, name, 0, end - start)) {
        return name;
      }
    }
    return canonical(text.substring(start, end));
  }

  static boolean isList(String canonical) {
    return LISTS.contains(canonical);
  }

  static boolean isSingle(String canonical) {
    return SINGLE.contains(canonical);
  }
}
