package io.tandem.sip.message;

import java.util.Map;

/**
 * One hop of a request's way (RFC 3261 §20.42).
 *
 * @param transport as written, usually {@code UDP} or {@code TCP}
 * @param host of sent-by, in lower case, IPv6 without brackets
 * @param port of sent-by, -1 if none is written
 * @param branch {@code null} in a request of an RFC 2543 client
 * @param parameters all but the branch, by lower-case name, in order; {@code rport} without value
 *     is the empty string
 */
public record Via(
    String transport, String host, int port, String branch, Map<String, String> parameters) {
  /** What the branch of every RFC 3261 client begins with (§8.1.1.7). */
  public static final String MAGIC_COOKIE = "z9hG4bK";

  /**
   * @throws IllegalArgumentException when a part does not follow the grammar
   */
  public Via {
    SipText.requireToken("transport", transport);
    host = Hosts.requireHost(host);
    if (port < -1 || port > 65_535) {
      throw new IllegalArgumentException("port out of range: " + port);
    }
    if (branch != null) {
      SipText.requireToken("branch", branch);
    }
    parameters = Parameters.copyForHeader(parameters);
    String rport = parameters.get("rport");
    if (rport != null && !rport.isEmpty()) {
      Hosts.parsePort(rport, 0, rport.length());
    }
  }

  /**
   * Reads a single Via value.
   *
   * @throws SipSyntaxException when {@code text} is none
   */
  public static Via parse(String text) {
    return HeaderGrammar.via(text);
  }

  /** Whether the branch, by more than the cookie, identifies the transaction (§17.2.3). */
  public boolean hasMagicCookie() {
    return branch != null
        && branch.length() > MAGIC_COOKIE.length()
        && branch.startsWith(MAGIC_COOKIE);
  }

  /** The value of a parameter, {@code null} if absent, empty if it has no value. */
  public String parameter(String name) {
    return parameters.get(name);
  }

  /**
   * The address the request came from, IPv6 without brackets; {@code null} if the receiver has not
   * noted it.
   */
  public String received() {
    String value = parameters.get("received");
    return value == null ? null : Hosts.withoutBrackets(value);
  }

  /** The port the request came from, -1 when it is not noted (RFC 3581). */
  public int rport() {
    String value = parameters.get("rport");
    return value == null || value.isEmpty() ? -1 : Hosts.parsePort(value, 0, value.length());
  }

  /** The same hop with a parameter set. */
  public Via withParameter(String name, String value) {
    var changed = ParameterMap.of(parameters).with(name, value);
    return new Via(transport, host, port, branch, changed);
  }

  /** The header's value. */
  @Override
  public String toString() {
    var out = new StringBuilder(80).append("SIP/2.0/").append(transport).append(' ');
    Hosts.append(out, host, port);
    parameters.forEach((name, value) -> Parameters.append(out, name, value));
    if (branch != null) {
      out.append(";branch=").append(branch);
    }
    return out.toString();
  }
}
