package io.tandem.sip.digest;

import io.tandem.id.NodeId;
import io.tandem.secret.Key;
import io.tandem.secret.KeyRing;
import io.tandem.secret.KeyedMac;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Nonces that carry what is to be known of them, so none has to be remembered.
 *
 * <pre>
 *  0      1                 5                        11                15              27
 * +------+-----------------+------------------------+-----------------+---------------+
 * | key  | hash of node id | expiry, ms since 1970  | serial number   | HMAC-SHA256   |
 * +------+-----------------+------------------------+-----------------+---------------+
 * </pre>
 *
 * in base 64 (RFC 4648 §5), 36 characters. The HMAC is cut to 96 bits: a forger has no way to try
 * but to ask us, and a nonce lives for minutes.
 */
final class Nonces {
  private static final int MAC_AT = 15;
  private static final int LENGTH = 27;
  private static final long EXPIRY_BITS = (1L << 48) - 1;

  private final KeyRing keys;
  private final KeyedMac macs = new KeyedMac();
  private final int node;
  private final AtomicInteger serial = new AtomicInteger(new SecureRandom().nextInt());

  Nonces(KeyRing keys, NodeId node) {
    this.keys = keys;
    this.node = ByteBuffer.wrap(sha256(node.value())).getInt();
  }

  /** A nonce of this node that ends at {@code expiryMillis} since 1970. */
  String issue(long expiryMillis) {
    Key key = keys.current();
    var bytes = ByteBuffer.allocate(LENGTH);
    bytes.put((byte) key.id()).putInt(node);
    bytes.putShort((short) (expiryMillis >>> 32)).putInt((int) expiryMillis);
    bytes.putInt(serial.getAndIncrement());
    bytes.put(mac(key, bytes.array()), 0, LENGTH - MAC_AT);
    return Base64.getUrlEncoder().encodeToString(bytes.array());
  }

  /**
   * When a nonce of this node ends, in ms since 1970; -1 if this node did not issue it, or with a
   * key that is gone.
   */
  long expiryOf(String nonce) {
    byte[] bytes = decode(nonce);
    Key key = bytes == null ? null : keys.find(bytes[0] & 0xff);
    if (key == null || ByteBuffer.wrap(bytes).getInt(1) != node) {
      return -1;
    }
    byte[] expected = Arrays.copyOf(mac(key, bytes), LENGTH - MAC_AT);
    if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(bytes, MAC_AT, LENGTH))) {
      return -1;
    }
    return ByteBuffer.wrap(bytes).getLong(3) & EXPIRY_BITS;
  }

  private static byte[] decode(String nonce) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(nonce);
      return bytes.length == LENGTH ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null; // somebody else's nonce
    }
  }

  private byte[] mac(Key key, byte[] bytes) {
    var mac = macs.under(key);
    mac.update(bytes, 0, MAC_AT);
    return mac.doFinal();
  }

  private static byte[] sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return digest.digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
