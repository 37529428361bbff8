package io.tandem.phone.agent;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Answers digest challenges (RFC 7616, RFC 8760) for one user, with MD5 and SHA-256, qop=auth or
 * none.
 */
final class DigestAuthenticator {
  private final String user;
  private final String password;
  private final List<String> algorithms;
  private final Supplier<String> cnonces;

  /**
   * @param password null: no challenge is answered
   * @param algorithms the algorithms accepted, in any order
   * @param cnonces makes client nonces
   */
  DigestAuthenticator(
      String user, String password, List<String> algorithms, Supplier<String> cnonces) {
    this.user = user;
    this.password = password;
    this.algorithms = algorithms.stream().map(DigestAuthenticator::canonical).toList();
    this.cnonces = cnonces;
  }

  /** The first of the challenges that this phone can answer (RFC 8760 §2.4: the server orders). */
  Optional<DigestChallenge> choose(List<DigestChallenge> offered) {
    if (password == null) {
      return Optional.empty();
    }
    return offered.stream().filter(c -> algorithms.contains(canonical(c.algorithm()))).findFirst();
  }

  /**
   * The value of the Authorization or Proxy-Authorization header field.
   *
   * @param count how often the nonce has been used, this time included
   */
  String credentials(DigestChallenge challenge, String method, String uri, int count) {
    String nc = "%08x".formatted(count);
    String cnonce = cnonces.get();
    String response = response(challenge, method, uri, nc, cnonce);
    StringBuilder out = new StringBuilder("Digest ");
    out.append("username=\"").append(quoted(user));
    out.append("\", realm=\"").append(quoted(challenge.realm()));
    out.append("\", nonce=\"").append(quoted(challenge.nonce()));
    out.append("\", uri=\"").append(uri);
    out.append("\", response=\"").append(response);
    out.append("\", algorithm=").append(challenge.algorithm());
    if (challenge.opaque() != null) {
      out.append(", opaque=\"").append(quoted(challenge.opaque())).append('"');
    }
    if (challenge.qopAuth()) {
      out.append(", qop=auth, nc=").append(nc).append(", cnonce=\"").append(cnonce).append('"');
    }
    return out.toString();
  }

  /** RFC 7616 §3.4.1. */
  String response(DigestChallenge challenge, String method, String uri, String nc, String cnonce) {
    String algorithm = canonical(challenge.algorithm());
    String ha1 = hash(algorithm, user + ":" + challenge.realm() + ":" + password);
    String ha2 = hash(algorithm, method + ":" + uri);
    String middle = challenge.qopAuth() ? nc + ":" + cnonce + ":auth:" : "";
    return hash(algorithm, ha1 + ":" + challenge.nonce() + ":" + middle + ha2);
  }

  private static String canonical(String algorithm) {
    return algorithm.toUpperCase(Locale.ROOT);
  }

  private static String quoted(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static String hash(String algorithm, String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalArgumentException("digest algorithm " + algorithm, e);
    }
  }
}
