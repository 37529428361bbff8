package io.tandem.sip.digest;

import io.tandem.sip.message.SipSyntaxException;
import java.util.Map;

/**
 * The value of Authorization or Proxy-Authorization (RFC 7616 §3.4). Quoting and the case of
 * parameter names do not matter: phones differ in both.
 *
 * @param username as sent; see {@link #user}
 * @param realm as sent, possibly in another case than it was challenged with
 * @param nonce as sent
 * @param uri as sent; it is part of what is hashed and not compared with the Request-URI, which
 *     proxies on the way may have rewritten
 * @param response hex digits
 * @param algorithm {@code null} if none is named, which means MD5
 * @param cnonce {@code null} without qop
 * @param nc as sent, hex; {@code null} without qop
 * @param qop {@code null} from a client of RFC 2069
 * @param opaque {@code null} if absent
 */
public record DigestCredentials(
    String username,
    String realm,
    String nonce,
    String uri,
    String response,
    String algorithm,
    String cnonce,
    String nc,
    String qop,
    String opaque) {
  private static final String SCHEME = "Digest";
  private static final int MAX_CNONCE = 256;

  /**
   * Reads a header's value.
   *
   * @return {@code null} when it is of another scheme
   * @throws SipSyntaxException when it is Digest, but incomplete or malformed
   */
  public static DigestCredentials parse(String value) {
    int end = SCHEME.length();
    boolean digest =
        value.regionMatches(true, 0, SCHEME, 0, end)
            && value.length() > end
            && Character.isWhitespace(value.charAt(end));
    if (!digest) {
      return null;
    }
    var parameters = AuthParameters.read(value, end);
    var credentials =
        new DigestCredentials(
            required(parameters, "username"),
            required(parameters, "realm"),
            required(parameters, "nonce"),
            required(parameters, "uri"),
            required(parameters, "response"),
            parameters.get("algorithm"),
            parameters.get("cnonce"),
            parameters.get("nc"),
            parameters.get("qop"),
            parameters.get("opaque"));
    if (credentials.qop != null) {
      credentials.requireCounted();
    }
    return credentials;
  }

  /** The user part: {@code 1001} for {@code 1001} and {@code 1001@acme.test}. */
  public String user() {
    int at = username.indexOf('@');
    return at < 0 ? username : username.substring(0, at);
  }

  /**
   * Whether the response is that of a client who knows the secret.
   *
   * @param ha1 {@link DigestAlgorithm#ha1} in hex, with the user name and realm as the client
   *     hashed them
   */
  boolean provesKnowledgeOf(String ha1, DigestAlgorithm by, String method) {
    String middle = qop == null ? nonce : nonce + ':' + nc + ':' + cnonce + ':' + qop;
    String expected = by.hash(ha1 + ':' + middle + ':' + by.hash(method + ':' + uri));
    return ConstantTime.equal(expected, response);
  }

  /** The number in nc, from 1; without qop a nonce is good once, as if it were always 1. */
  long nonceCount() {
    return qop == null ? 1 : Long.parseLong(nc, 16);
  }

  private void requireCounted() {
    boolean cnonceFits = cnonce != null && cnonce.length() <= MAX_CNONCE;
    if (!cnonceFits || !isCount(nc) || nonceCount() == 0) {
      throw new SipSyntaxException("digest with qop needs cnonce and nc");
    }
  }

  private static boolean isCount(String hex) {
    return hex != null
        && !hex.isEmpty()
        && hex.length() <= 8
        && hex.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
  }

  private static String required(Map<String, String> parameters, String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new SipSyntaxException("digest without " + name);
    }
    return value;
  }

  /** Who it claims to be; not what proves it. */
  @Override
  public String toString() {
    return "DigestCredentials[" + username + ", " + realm + "]";
  }
}
