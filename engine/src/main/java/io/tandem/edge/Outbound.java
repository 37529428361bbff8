package io.tandem.edge;

import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipSyntaxException;
import java.util.List;
import java.util.Locale;

/** What a REGISTER says of RFC 5626: its instance, its flows, and what it can itself. Pure. */
final class Outbound {
  static final String OPTION = "outbound";

  private static final String NIL = "urn:uuid:00000000-0000-0000-0000-000000000000";
  private static final int MAX_INSTANCE = 128;

  private Outbound() {}

  /**
   * The {@code +sip.instance} of {@code contact}, without quotes and brackets; {@code null} when it
   * has none, or one that cannot name a phone: the nil UUID is that of many.
   */
  static String instance(NameAddress contact) {
    String value = contact.parameter("+sip.instance");
    if (value == null || value.length() > MAX_INSTANCE) {
      return null;
    }
    String urn = stripped(stripped(value.strip(), '"', '"'), '<', '>');
    return urn.isBlank() || urn.equalsIgnoreCase(NIL) ? null : urn;
  }

  private static String stripped(String text, char first, char last) {
    int end = text.length() - 1;
    return end > 0 && text.charAt(0) == first && text.charAt(end) == last
        ? text.substring(1, end)
        : text;
  }

  /**
   * The {@code reg-id} of {@code contact}; 0 when it has none that counts (§4.2: 1 to 2^31 − 1).
   */
  static int regId(NameAddress contact) {
    String value = contact.parameter("reg-id");
    if (value == null) {
      return 0;
    }
    try {
      return Math.max(0, Integer.parseInt(value));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Whether who sent {@code request} knows RFC 5626. */
  static boolean isSupportedBy(SipRequest request) {
    return request.headers("Supported").stream()
        .flatMap(value -> List.of(value.split(",")).stream())
        .anyMatch(tag -> tag.strip().toLowerCase(Locale.ROOT).equals(OPTION));
  }

  /**
   * Whether the flow is kept: no proxy lies between, or the first one knows RFC 5626 (§6: the URI
   * of its Path, which is the last one, says {@code ob}).
   */
  static boolean isFirstHopAble(SipRequest request) {
    if (request.viaCount() == 1) {
      return true;
    }
    var paths = request.paths();
    try {
      var first = paths.isEmpty() ? null : paths.get(paths.size() - 1).sipUri();
      return first != null && first.parameters().containsKey("ob");
    } catch (SipSyntaxException e) {
      return false;
    }
  }
}
