package io.tandem.sip.message;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An address with its header parameters: the value of From, To, Contact, Route, Record-Route and
 * Path (RFC 3261 §20.10).
 *
 * @param displayName without quotes and escapes, {@code null} if there is none
 * @param uri the URI as written, of any scheme, without angle brackets
 * @param parameters of the header, not of the URI; by lower-case name, in order; the empty string
 *     for one without value
 */
public record NameAddress(String displayName, String uri, Map<String, String> parameters) {

  /**
   * @throws IllegalArgumentException when a part could break out of its place in the header
   */
  public NameAddress {
    if (displayName != null) {
      SipText.requireLine("display name", displayName);
    }
    requireUri(uri);
    parameters = Parameters.copyForHeader(parameters);
  }

  /** An address without display name and parameters. */
  public static NameAddress of(String uri) {
    return new NameAddress(null, uri, Map.of());
  }

  /**
   * Reads a header's value in either form, {@code "name" <uri>;parameters} or {@code
   * uri;parameters}; without brackets, parameters belong to the header.
   *
   * @throws SipSyntaxException when it is neither
   */
  public static NameAddress parse(String text) {
    return HeaderGrammar.nameAddress(text);
  }

  /** The tag of a From or To, {@code null} if absent. */
  public String tag() {
    return parameters.get("tag");
  }

  /** The value of a header parameter, {@code null} if absent, empty if it has no value. */
  public String parameter(String name) {
    return parameters.get(name);
  }

  /**
   * The URI's parts, {@code null} when it is of another scheme.
   *
   * @throws SipSyntaxException when it claims to be a SIP URI and is none; never in an address
   *     taken from a message that was parsed
   */
  public SipUri sipUri() {
    return SipUri.isSip(uri) ? SipUri.parse(uri) : null;
  }

  /** The same address with a parameter set. */
  public NameAddress withParameter(String name, String value) {
    var changed = new LinkedHashMap<>(parameters);
    changed.put(name, value);
    return new NameAddress(displayName, uri, changed);
  }

  /** The header's value: always with angle brackets, the display name quoted. */
  @Override
  public String toString() {
    var out = new StringBuilder(64);
    if (displayName != null && !displayName.isEmpty()) {
      SipText.appendQuoted(out, displayName);
      out.append(' ');
    }
    out.append('<').append(uri).append('>');
    parameters.forEach((name, value) -> Parameters.append(out, name, value));
    return out.toString();
  }

  /** Any URI, as long as nothing in it ends the angle brackets, the request line or the header. */
  static String requireUri(String uri) {
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == '"') {
        throw new SipSyntaxException("character not allowed in URI");
      }
    }
    if (uri.indexOf(':') < 1) {
      throw new SipSyntaxException("URI without scheme");
    }
    return uri;
  }
}
