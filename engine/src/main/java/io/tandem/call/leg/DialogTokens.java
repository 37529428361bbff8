package io.tandem.call.leg;

import io.tandem.id.Base32;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.id.TenantId;
import io.tandem.secret.Key;
import io.tandem.secret.KeyRing;
import io.tandem.secret.KeyedMac;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Issues and reads the tags of our dialogs, which stand in the user part of our Contacts too. A
 * token names its call and leg, so that any node routes a request inside a dialog by computation;
 * to everybody outside it is opaque, and cannot be made up.
 *
 * <pre>
 *  0        1                 11                                        38
 *  +--------+-----------------+-----------------------------------------+
 *  | key id | tag             | tenant 8, call 16, leg 1, variant 2     |
 *  +--------+-----------------+-----------------------------------------+
 *                                masked with HMAC(key, 2, tag)
 *            HMAC(key, 1, plain) to 80 bits
 * </pre>
 *
 * As 61 characters of base 32, which survives whoever folds the case of tags. The same input gives
 * the same token while the key lasts. Safe for use by any thread.
 */
public final class DialogTokens {
  private static final int TAG = 10;
  private static final int PLAIN = 27;
  private static final int LENGTH = 1 + TAG + PLAIN;
  private static final int CHARACTERS = (LENGTH * 8 + 4) / 5;
  private static final int MAX_VARIANT = 0xffff;
  private static final byte AUTHENTICATE = 1;
  private static final byte MASK = 2;

  private final KeyRing keys;
  private final KeyedMac macs = new KeyedMac();

  /** Tokens under the keys of {@code keys}. */
  public DialogTokens(KeyRing keys) {
    this.keys = keys;
  }

  /**
   * The token for a dialog of {@code leg}.
   *
   * @throws IllegalArgumentException when {@code variant} is not between 0 and 65535
   */
  public String issue(TenantId tenant, CallId call, LegId leg, int variant) {
    if (variant < 0 || variant > MAX_VARIANT) {
      throw new IllegalArgumentException("not a variant (0 to 65535): " + variant);
    }
    var plain =
        ByteBuffer.allocate(PLAIN)
            .putLong(tenant.toLong())
            .putLong(call.high())
            .putLong(call.low())
            .put((byte) leg.number())
            .putShort((short) variant)
            .array();
    var key = keys.current();
    var tag = Arrays.copyOf(hmac(key, AUTHENTICATE, plain), TAG);
    mask(plain, hmac(key, MASK, tag));
    return Base32.encode(
        ByteBuffer.allocate(LENGTH).put((byte) key.id()).put(tag).put(plain).array());
  }

  /** What {@code token} says, or {@code null} when it is not one of ours or its key has gone. */
  public DialogToken parse(String token) {
    if (token == null || token.length() != CHARACTERS) {
      return null;
    }
    var bytes = Base32.decode(token);
    if (bytes == null) {
      return null;
    }
    var key = keys.find(bytes[0] & 0xff);
    if (key == null) {
      return null;
    }
    var tag = Arrays.copyOfRange(bytes, 1, 1 + TAG);
    var plain = Arrays.copyOfRange(bytes, 1 + TAG, LENGTH);
    mask(plain, hmac(key, MASK, tag));
    var expected = Arrays.copyOf(hmac(key, AUTHENTICATE, plain), TAG);
    return MessageDigest.isEqual(tag, expected) ? read(ByteBuffer.wrap(plain)) : null;
  }

  private static DialogToken read(ByteBuffer plain) {
    return new DialogToken(
        TenantId.fromLong(plain.getLong()),
        CallId.fromLongs(plain.getLong(), plain.getLong()),
        new LegId(plain.get() & 0xff),
        plain.getShort() & 0xffff);
  }

  private static void mask(byte[] plain, byte[] stream) {
    for (int i = 0; i < plain.length; i++) {
      plain[i] ^= stream[i];
    }
  }

  private byte[] hmac(Key key, byte purpose, byte[] input) {
    var mac = macs.under(key);
    mac.update(purpose);
    return mac.doFinal(input);
  }
}
