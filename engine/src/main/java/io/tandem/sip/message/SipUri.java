package io.tandem.sip.message;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A SIP or SIPS URI (RFC 3261 §19.1). All parts are unescaped; {@link #toString} escapes them.
 *
 * <p>{@code equals} compares the parts as they are; whether two URIs are the same address is asked
 * of {@link #matches}.
 *
 * @param scheme {@code sip} or {@code sips}
 * @param user the user part, {@code null} if there is none
 * @param password {@code null} if there is none; never logged
 * @param host a name or address in lower case, an IPv6 address without brackets
 * @param port -1 if none is written
 * @param parameters by lower-case name, in order; the empty string for one without value
 * @param headers what follows the question mark, still escaped, {@code null} if nothing
 */
public record SipUri(
    String scheme,
    String user,
    String password,
    String host,
    int port,
    Map<String, String> parameters,
    String headers) {

  /** Parameters that make two URIs differ even when only one of them has it (§19.1.4). */
  private static final String[] SIGNIFICANT = {"user", "ttl", "method", "maddr", "transport"};

  private static final String USER_UNRESERVED = "&=+$,;?/#";
  private static final String PASSWORD_UNRESERVED = "&=+$,";
  private static final String PARAMETER_UNRESERVED = "[]/:&+$";

  /**
   * @throws IllegalArgumentException when the scheme, host or port is none
   */
  public SipUri {
    if (!scheme.equals("sip") && !scheme.equals("sips")) {
      throw new IllegalArgumentException("scheme is neither sip nor sips");
    }
    if (port < -1 || port == 0 || port > 65_535) {
      throw new IllegalArgumentException("port out of range: " + port);
    }
    if (headers != null) {
      requireUric(headers);
    }
    host = Hosts.requireHost(host);
    parameters = ParameterMap.of(parameters);
  }

  /** {@code sip:user@host:port}, without port if that is -1, without user if that is null. */
  public static SipUri of(String user, String host, int port) {
    return new SipUri("sip", user, null, host, port, Map.of(), null);
  }

  /** Whether {@code text} begins with {@code sip:} or {@code sips:}. */
  public static boolean isSip(String text) {
    return text.regionMatches(true, 0, "sip:", 0, 4) || text.regionMatches(true, 0, "sips:", 0, 5);
  }

  /**
   * Reads a URI.
   *
   * @throws SipSyntaxException when {@code text} is no SIP or SIPS URI
   */
  public static SipUri parse(String text) {
    if (!isSip(text)) {
      throw new SipSyntaxException("not a SIP URI");
    }
    int start = text.indexOf(':') + 1;
    int at = text.indexOf('@', start);
    int userEnd = at < 0 ? -1 : colonBefore(text, start, at);
    String user = at < 0 ? null : unescape(text, start, userEnd, USER_UNRESERVED);
    String password =
        at < 0 || userEnd == at ? null : unescape(text, userEnd + 1, at, PASSWORD_UNRESERVED);
    if (user != null && user.isEmpty()) {
      throw new SipSyntaxException("empty user part");
    }
    int hostStart = at < 0 ? start : at + 1;
    int question = text.indexOf('?', hostStart);
    int end = question < 0 ? text.length() : question;
    int semicolon = text.indexOf(';', hostStart);
    int hostEnd = semicolon < 0 || semicolon > end ? end : semicolon;
    int colon = Hosts.portColon(text, hostStart, hostEnd);
    return new SipUri(
        start == 4 ? "sip" : "sips",
        user,
        password,
        Hosts.parseHost(text.substring(hostStart, colon < 0 ? hostEnd : colon)),
        colon < 0 ? -1 : Hosts.parsePort(text, colon + 1, hostEnd),
        parseParameters(text, hostEnd, end),
        question < 0 ? null : parseHeaders(text.substring(question + 1)));
  }

  /** The value of a parameter, {@code null} if absent, empty if it has no value. */
  public String parameter(String name) {
    return parameters.get(name);
  }

  /** The same URI with another user part. */
  public SipUri withUser(String newUser) {
    return new SipUri(scheme, newUser, password, host, port, parameters, headers);
  }

  /** Whether both are the same address by the rules of RFC 3261 §19.1.4. */
  public boolean matches(SipUri other) {
    return scheme.equals(other.scheme)
        && Objects.equals(user, other.user)
        && Objects.equals(password, other.password)
        && host.equals(other.host)
        && port == other.port
        && parametersMatch(other)
        && Arrays.equals(sortedHeaders(), other.sortedHeaders());
  }

  private boolean parametersMatch(SipUri other) {
    for (String name : SIGNIFICANT) {
      if (parameters.containsKey(name) != other.parameters.containsKey(name)) {
        return false;
      }
    }
    for (var entry : parameters.entrySet()) {
      String theirs = other.parameters.get(entry.getKey());
      if (theirs != null && !theirs.equalsIgnoreCase(entry.getValue())) {
        return false;
      }
    }
    return true;
  }

  private String[] sortedHeaders() {
    if (headers == null) {
      return new String[0];
    }
    String[] all = headers.split("&");
    for (int i = 0; i < all.length; i++) {
      int equals = all[i].indexOf('=');
      String name = equals < 0 ? all[i] : all[i].substring(0, equals);
      String value = equals < 0 ? "" : unescape(all[i], equals + 1, all[i].length(), null);
      all[i] = name.toLowerCase(Locale.ROOT) + '=' + value;
    }
    Arrays.sort(all);
    return all;
  }

  /** The URI as it is written into a message. */
  @Override
  public String toString() {
    var out = new StringBuilder(64).append(scheme).append(':');
    if (user != null) {
      // '#' is accepted because phones send it, but it is reserved and written escaped.
      escape(out, user, "&=+$,;?/");
      if (password != null) {
        escape(out.append(':'), password, PASSWORD_UNRESERVED);
      }
      out.append('@');
    }
    Hosts.append(out, host, port);
    parameters.forEach(
        (name, value) -> {
          escape(out.append(';'), name, PARAMETER_UNRESERVED);
          if (!value.isEmpty()) {
            escape(out.append('='), value, PARAMETER_UNRESERVED);
          }
        });
    if (headers != null) {
      out.append('?').append(headers);
    }
    return out.toString();
  }

  private static int colonBefore(String text, int start, int at) {
    int colon = text.indexOf(':', start);
    return colon < 0 || colon > at ? at : colon;
  }

  private static Map<String, String> parseParameters(String text, int start, int end) {
    if (start == end) {
      return ParameterMap.EMPTY;
    }
    var parameters = new ParameterMap.Builder();
    int at = start + 1;
    while (at <= end) {
      int semicolon = text.indexOf(';', at);
      int stop = semicolon < 0 || semicolon > end ? end : semicolon;
      int equals = text.indexOf('=', at);
      int nameEnd = equals < 0 || equals > stop ? stop : equals;
      String name = unescape(text, at, nameEnd, PARAMETER_UNRESERVED).toLowerCase(Locale.ROOT);
      String value = nameEnd == stop ? "" : unescape(text, nameEnd + 1, stop, PARAMETER_UNRESERVED);
      if (name.isEmpty() || !parameters.add(name, value)) {
        throw new SipSyntaxException("empty or repeated URI parameter");
      }
      at = stop + 1;
    }
    return parameters.build();
  }

  private static String parseHeaders(String text) {
    try {
      return requireUric(text);
    } catch (IllegalArgumentException e) {
      throw new SipSyntaxException(e.getMessage(), e);
    }
  }

  private static String requireUric(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!SipText.isUnreserved(c) && "%[]/?:+$=&".indexOf(c) < 0) {
        throw new IllegalArgumentException("character not allowed in the headers of a URI");
      }
    }
    return text;
  }

  /**
   * @param allowed the characters besides the unreserved ones that may stand as they are, {@code
   *     null} for all
   */
  private static String unescape(String text, int start, int end, String allowed) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '%') {
        return unescapeBytes(text, start, end, allowed);
      }
      requireAllowed(c, allowed);
    }
    return text.substring(start, end);
  }

  private static String unescapeBytes(String text, int start, int end, String allowed) {
    var bytes = new ByteArrayOutputStream(end - start);
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < end ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < end ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new SipSyntaxException("bad escape in URI");
        }
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        requireAllowed(c, allowed);
        bytes.write(c);
      }
    }
    try {
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return decoder.decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw new SipSyntaxException("escapes in URI are not UTF-8", e);
    }
  }

  private static void requireAllowed(char c, String allowed) {
    if (!SipText.isUnreserved(c) && (c >= 128 || allowed != null && allowed.indexOf(c) < 0)) {
      throw new SipSyntaxException("character not allowed in URI");
    }
  }

  private static void escape(StringBuilder out, String text, String allowed) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (SipText.isUnreserved(c) || allowed.indexOf(c) >= 0) {
        out.append(c);
        continue;
      }
      int next = text.offsetByCodePoints(i, 1);
      for (byte b : text.substring(i, next).getBytes(StandardCharsets.UTF_8)) {
        out.append('%').append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)));
        out.append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
      }
      i = next - 1;
    }
  }
}
