package io.tandem.sip.message;

import gov.nist.core.CommonLogger;
import gov.nist.core.NameValueList;
import gov.nist.javax.sip.address.AddressImpl;
import gov.nist.javax.sip.header.From;
import gov.nist.javax.sip.header.ViaList;
import gov.nist.javax.sip.parser.FromParser;
import gov.nist.javax.sip.parser.ViaParser;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The grammar of structured headers: JAIN-SIP's parser for one header, its result read into our
 * record at once. Nothing else touches JAIN-SIP. Thread-safe: each call has a parser of its own.
 */
final class HeaderGrammar {
  private static final long CSEQ_LIMIT = 1L << 31;

  static {
    // Before the first parser exists: without a logger of ours, JAIN-SIP looks for log4j's classes
    // as soon as it has something to log, and fails with NoClassDefFoundError.
    CommonLogger.legacyLogger = new Slf4jStackLogger();
  }

  /** The value of CSeq (§20.16). */
  record CSeq(long number, String method) {}

  private HeaderGrammar() {}

  static NameAddress nameAddress(String value) {
    var usual = UsualForm.address(value);
    return usual == null ? anyAddress(value) : usual;
  }

  /** An address in whatever form the grammar allows. */
  static NameAddress anyAddress(String value) {
    try {
      var header = (From) new FromParser("From:" + value + '\n').parse();
      var address = (AddressImpl) header.getAddress();
      String uri = address.getURI().toString().strip();
      if (address.getAddressType() == AddressImpl.ADDRESS_SPEC) {
        requireBare(uri);
      } else {
        requireSemicolon(value);
      }
      String name = address.getDisplayName();
      return new NameAddress(
          name == null || name.isEmpty() ? null : SipText.unescapeQuoted(name),
          uri,
          parameters(header.getParameters()));
    } catch (ParseException | RuntimeException e) {
      throw syntax("bad address", e);
    }
  }

  static Via via(String value) {
    var usual = UsualForm.via(value);
    return usual == null ? anyVia(value) : usual;
  }

  /** A Via in whatever form the grammar allows. */
  static Via anyVia(String value) {
    try {
      var header = (ViaList) new ViaParser("Via:" + value + '\n').parse();
      var via = (gov.nist.javax.sip.header.Via) header.getFirst();
      var protocol = via.getSentProtocol();
      if (header.size() != 1
          || !"SIP".equalsIgnoreCase(protocol.getProtocolName())
          || !"2.0".equals(protocol.getProtocolVersion())) {
        throw new SipSyntaxException("bad Via");
      }
      var parameters = parameters(via.getParameters());
      String branch = parameters.remove("branch");
      return new Via(protocol.getTransport(), via.getHost(), via.getPort(), branch, parameters);
    } catch (ParseException | RuntimeException e) {
      throw syntax("bad Via", e);
    }
  }

  /** The media type in lower case, without parameters. */
  static String contentType(String value) {
    return isPlainType(value) ? value : ContentField.mediaType(value).value();
  }

  /** Lower-case letters, a slash, and lower-case letters: what needs no reading. */
  private static boolean isPlainType(String value) {
    int slash = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '/' && slash == 0) {
        slash = i;
      } else if (c < 'a' || c > 'z') {
        return false;
      }
    }
    return slash > 0 && slash < value.length() - 1;
  }

  static CSeq cseq(String value) {
    int digits = 0;
    while (digits < value.length() && isDigit(value.charAt(digits))) {
      digits++;
    }
    String method = value.substring(digits).strip();
    boolean separated = digits < value.length() && value.charAt(digits) <= ' ';
    if (digits == 0 || digits > 10 || !separated || !SipText.isToken(method)) {
      throw new SipSyntaxException("bad CSeq");
    }
    long number = Long.parseLong(value, 0, digits, 10);
    if (number >= CSEQ_LIMIT) {
      throw new SipSyntaxException("CSeq number too large");
    }
    return new CSeq(number, method);
  }

  /** A number of 0 to {@code limit}, as in Max-Forwards and Content-Length. */
  static int number(String name, String value, int limit) {
    int number = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      number = isDigit(c) && number <= limit / 10 ? number * 10 + c - '0' : limit + 1;
      if (number < 0 || number > limit) {
        throw new SipSyntaxException("bad " + name);
      }
    }
    if (value.isEmpty()) {
      throw new SipSyntaxException("bad " + name);
    }
    return number;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** §20: a URI with a comma, question mark or semicolon must stand in angle brackets. */
  private static void requireBare(String uri) {
    if (uri.indexOf('?') >= 0 || uri.indexOf(',') >= 0) {
      throw new SipSyntaxException("URI needs angle brackets");
    }
  }

  /** JAIN-SIP takes {@code <uri> name=value} for a parameter. */
  private static void requireSemicolon(String value) {
    boolean quoted = false;
    int at = 0;
    while (at < value.length() && (quoted || value.charAt(at) != '<')) {
      char c = value.charAt(at);
      quoted ^= c == '"';
      at += c == '\\' ? 2 : 1;
    }
    at = value.indexOf('>', at) + 1;
    while (at < value.length() && value.charAt(at) <= ' ') {
      at++;
    }
    if (at < value.length() && value.charAt(at) != ';') {
      throw new SipSyntaxException("bad address");
    }
  }

  private static Map<String, String> parameters(NameValueList list) {
    if (list == null || list.isEmpty()) {
      return new LinkedHashMap<>(0);
    }
    var parameters = new LinkedHashMap<String, String>();
    for (var entry : list.values()) {
      Object value = entry.getValueAsObject(true);
      String text = value == null ? "" : value.toString();
      parameters.put(
          entry.getName().toLowerCase(Locale.ROOT),
          entry.isValueQuoted() ? SipText.unescapeQuoted(text) : text);
    }
    return parameters;
  }

  private static SipSyntaxException syntax(String message, Exception cause) {
    return cause instanceof SipSyntaxException known
        ? known
        : new SipSyntaxException(message, cause);
  }
}
