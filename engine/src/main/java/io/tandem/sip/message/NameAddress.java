package io.tandem.sip.message;

import java.util.Map;
import java.util.Objects;

/**
 * An address with its header parameters: the value of From, To, Contact, Route, Record-Route and
 * Path (RFC 3261 §20.10). Immutable, and equal to another with the same parts.
 */
public final class NameAddress {
  private final String displayName;
  private final String uri;
  private final ParameterMap parameters;
  private final boolean checked;

  // Read from the URI when first asked for. Immutable, so a race only repeats the work.
  private SipUri sipUri;

  private NameAddress(String displayName, String uri, ParameterMap parameters, boolean checked) {
    this.displayName = displayName;
    this.uri = uri;
    this.parameters = parameters;
    this.checked = checked;
  }

  /**
   * An address of these parts.
   *
   * @param displayName without quotes and escapes, {@code null} if there is none
   * @param uri of any scheme, without angle brackets
   * @param parameters of the header, not of the URI
   * @throws IllegalArgumentException when a part could break out of its place in the header
   */
  public NameAddress(String displayName, String uri, Map<String, String> parameters) {
    this(
        displayName == null ? null : SipText.requireLine("display name", displayName),
        requireUri(uri),
        Parameters.copyForHeader(parameters),
        false);
  }

  /** An address of parts that were checked when they were read, with a SIP URI. */
  static NameAddress ofChecked(String displayName, String uri, ParameterMap parameters) {
    return new NameAddress(displayName, uri, parameters, true);
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

  /** The display name without quotes and escapes, {@code null} if there is none. */
  public String displayName() {
    return displayName;
  }

  /** The URI as written, of any scheme, without angle brackets. */
  public String uri() {
    return uri;
  }

  /**
   * The header's parameters by lower-case name, in order; the empty string for one without value.
   */
  public Map<String, String> parameters() {
    return parameters;
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
    var known = sipUri;
    if (known == null && SipUri.isSip(uri)) {
      known = SipUri.parse(uri);
      sipUri = known;
    }
    return known;
  }

  /** Whether the URI is known to be one that {@link #sipUri} can read. */
  boolean isChecked() {
    return checked;
  }

  /** The same address with a parameter set. */
  public NameAddress withParameter(String name, String value) {
    Map<String, String> changed = parameters.with(name, value);
    return new NameAddress(displayName, uri, changed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NameAddress that
        && uri.equals(that.uri)
        && Objects.equals(displayName, that.displayName)
        && parameters.equals(that.parameters);
  }

  @Override
  public int hashCode() {
    return Objects.hash(displayName, uri, parameters);
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
