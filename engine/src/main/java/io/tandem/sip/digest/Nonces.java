package io.tandem.sip.digest;

import io.tandem.id.NodeId;
import io.tandem.net.SourceNetwork;
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
 *  0     1                 5                       11              15        23            35
 * +-----+-----------------+-----------------------+---------------+---------+-------------+
 * | key | hash of node id | expiry, ms since 1970 | serial number | sent to | HMAC-SHA256 |
 * +-----+-----------------+-----------------------+---------------+---------+-------------+
 * </pre>
 *
 * in base 64 (RFC 4648 §5), 47 characters. The HMAC is cut to 96 bits: a forger has no way to try
 * but to ask us, and a nonce lives for minutes.
 */
final class Nonces {
  private static final int SENT_TO_AT = 15;
  private static final int MAC_AT = SENT_TO_AT + SourceNetwork.BYTES;
  private static final int LENGTH = MAC_AT + 12;
  private static final long EXPIRY_BITS = (1L << 48) - 1;

  private final KeyRing keys;
  private final KeyedMac macs = new KeyedMac();
  private final int node;
  private final AtomicInteger serial = new AtomicInteger(new SecureRandom().nextInt());

  Nonces(KeyRing keys, NodeId node) {
    this.keys = keys;
    this.node = ByteBuffer.wrap(sha256(node.value())).getInt();
  }

  /** A nonce of this node. */
  String issue(IssuedNonce nonce) {
    long expiryMillis = nonce.expiryMillis();
    Key key = keys.current();
    var bytes = ByteBuffer.allocate(LENGTH);
    bytes.put((byte) key.id()).putInt(node);
    bytes.putShort((short) (expiryMillis >>> 32)).putInt((int) expiryMillis);
    bytes.putInt(serial.getAndIncrement()).putLong(nonce.to().bits());
    bytes.put(mac(key, bytes.array()), 0, LENGTH - MAC_AT);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** What a nonce says; {@code null} if not this node issued it, or with a key that is gone. */
  IssuedNonce open(String nonce) {
    byte[] bytes = decode(nonce);
    Key key = bytes == null ? null : keys.find(bytes[0] & 0xff);
    if (key == null || ByteBuffer.wrap(bytes).getInt(1) != node) {
      return null;
    }
    byte[] expected = Arrays.copyOf(mac(key, bytes), LENGTH - MAC_AT);
    if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(bytes, MAC_AT, LENGTH))) {
      return null;
    }
    var content = ByteBuffer.wrap(bytes);
    long expiryMillis = content.getLong(3) & EXPIRY_BITS;
    return new IssuedNonce(expiryMillis, new SourceNetwork(content.getLong(SENT_TO_AT)));
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
