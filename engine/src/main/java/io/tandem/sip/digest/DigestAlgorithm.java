package io.tandem.sip.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The hash algorithms we challenge with (RFC 8760 §2.1). */
public enum DigestAlgorithm {
  MD5("MD5"),
  SHA_256("SHA-256");

  private final String wireName;

  /** Each thread's own; as new after each digest. */
  private final ThreadLocal<MessageDigest> digests = ThreadLocal.withInitial(this::newDigest);

  DigestAlgorithm(String wireName) {
    this.wireName = wireName;
  }

  /** The name as it stands in challenges and credentials. */
  public String wireName() {
    return wireName;
  }

  /**
   * The algorithm of that name in any case; {@code null} for one we do not know, MD5 for {@code
   * null} itself (RFC 7616 §3.3).
   */
  public static DigestAlgorithm named(String wireName) {
    if (wireName == null) {
      return MD5;
    }
    for (var algorithm : values()) {
      if (algorithm.wireName.equalsIgnoreCase(wireName)) {
        return algorithm;
      }
    }
    return null;
  }

  /** H(user:realm:password) in lower-case hex: all that has to be stored of a password. */
  public String ha1(String user, String realm, String password) {
    return hash(user + ':' + realm + ':' + password);
  }

  String hash(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(digests.get().digest(bytes));
  }

  private MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance(wireName);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has " + wireName, e);
    }
  }
}
