package io.tandem.tenant;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What is kept of a phone's password: H(A1) of RFC 7616 §3.4.2, for each algorithm that a phone may
 * use. As good as the password itself, so it is encrypted where it is stored and never printed.
 *
 * @param md5 32 lower-case hexadecimal digits
 * @param sha256 64 lower-case hexadecimal digits
 */
public record DigestSecret(String md5, String sha256) {

  /** The secret of {@code user} in {@code realm}, the tenant's domain. */
  public static DigestSecret of(String user, String realm, String password) {
    byte[] a1 = (user + ":" + realm + ":" + password).getBytes(StandardCharsets.UTF_8);
    return new DigestSecret(hash("MD5", a1), hash("SHA-256", a1));
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
