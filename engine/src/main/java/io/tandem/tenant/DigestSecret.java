package io.tandem.tenant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is kept of a phone's password: H(A1) of RFC 7616 §3.4.2, for each algorithm and each form of
 * the user name that a phone may use. As good as the password itself, so it is encrypted where it
 * is stored and never printed.
 *
 * @param number for phones that authenticate as {@code 1001}
 * @param address for phones that authenticate as {@code 1001@acme.test}
 */
public record DigestSecret(Ha1 number, Ha1 address) {
  private static final String SEPARATOR = ":";
  private static final int HASHES = 4;

  /**
   * H(A1) by each algorithm.
   *
   * @param md5 32 lower-case hexadecimal digits
   * @param sha256 64 lower-case hexadecimal digits
   */
  public record Ha1(String md5, String sha256) {
    @Override
    public String toString() {
      return "Ha1[hidden]";
    }
  }

  /** The secret of {@code user} in {@code realm}, the tenant's domain. */
  public static DigestSecret of(String user, String realm, String password) {
    return new DigestSecret(ha1(user, realm, password), ha1(user + "@" + realm, realm, password));
  }

  /** What the client must have hashed that sends {@code username}. */
  public Ha1 forUsername(String username) {
    return username.indexOf('@') < 0 ? number : address;
  }

  /** All of it as one text. */
  String encode() {
    return String.join(SEPARATOR, number.md5(), number.sha256(), address.md5(), address.sha256());
  }

  /** Reads what {@link #encode} wrote. */
  static DigestSecret decode(String text) {
    String[] hashes = text.split(SEPARATOR, -1);
    if (hashes.length != HASHES) {
      throw new IllegalArgumentException("not a digest secret");
    }
    return new DigestSecret(new Ha1(hashes[0], hashes[1]), new Ha1(hashes[2], hashes[3]));
  }

  private static Ha1 ha1(String user, String realm, String password) {
    byte[] a1 = (user + ":" + realm + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new Ha1(hash("MD5", a1), hash("SHA-256", a1));
  }

  private static String hash(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  @Override
  public String toString() {
    return "DigestSecret[hidden]";
  }
}
