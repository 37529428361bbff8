package io.tandem.tenant;

import io.tandem.id.TenantId;
import io.tandem.secret.Key;
import io.tandem.secret.KeyRing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A tenant's own data key. It encrypts the tenant's secrets (AES-256-GCM) and is itself stored in
 * the tenant's partition, wrapped by the cluster's master key: where the partition is gone, the
 * secrets are unreadable in every backup and SSTable that still has them.
 *
 * <pre>
 *  wrapped key:  +------------------+---------+---------------------------+
 *                | master key's id  | nonce   | data key, encrypted + tag |
 *                | 1 byte           | 12      | 32 + 16                   |
 *                +------------------+---------+---------------------------+
 *  secret:       +---------+------------------------+
 *                | nonce   | text, encrypted + tag  |
 *                | 12      | n + 16                 |
 *                +---------+------------------------+
 * </pre>
 *
 * The name of what is encrypted is authenticated with it, so that no secret can be moved to another
 * object. Safe for any thread.
 */
final class TenantCipher {
  private static final int NONCE_LENGTH = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKeySpec key;
  private final byte[] wrapped;

  private TenantCipher(byte[] material, byte[] wrapped) {
    this.key = new SecretKeySpec(material, "AES");
    this.wrapped = wrapped;
  }

  /** A new key for {@code tenant}, wrapped by the current one of {@code master}. */
  static TenantCipher create(TenantId tenant, KeyRing master) {
    var material = new byte[Key.LENGTH];
    RANDOM.nextBytes(material);
    return new TenantCipher(material, wrap(tenant, material, master.current()));
  }

  /**
   * The key that {@link #wrapped} stands for.
   *
   * @throws IllegalStateException when the master key is not in the ring, or the wrapped key was
   *     tampered with or is another tenant's
   */
  static TenantCipher unwrap(TenantId tenant, String wrapped, KeyRing master) {
    byte[] bytes = Base64.getDecoder().decode(wrapped);
    Key masterKey = master.find(bytes[0] & 0xff);
    if (masterKey == null) {
      throw new IllegalStateException(
          "the key of tenant " + tenant + " is wrapped by unknown master key " + (bytes[0] & 0xff));
    }
    var sealed = ByteBuffer.wrap(bytes, 1, bytes.length - 1).slice();
    return new TenantCipher(open(aes(masterKey), sealed, wrapName(tenant)), bytes);
  }

  private static byte[] wrap(TenantId tenant, byte[] material, Key masterKey) {
    byte[] sealed = seal(aes(masterKey), material, wrapName(tenant));
    return ByteBuffer.allocate(1 + sealed.length).put((byte) masterKey.id()).put(sealed).array();
  }

  private static SecretKeySpec aes(Key key) {
    return new SecretKeySpec(key.material(), "AES");
  }

  private static byte[] wrapName(TenantId tenant) {
    return ("key|" + tenant).getBytes(StandardCharsets.UTF_8);
  }

  /** The key as it may be stored. */
  String wrapped() {
    return Base64.getEncoder().encodeToString(wrapped);
  }

  /** Encrypts {@code text}, the secret called {@code name}. */
  String encrypt(String name, String text) {
    byte[] sealed =
        seal(key, text.getBytes(StandardCharsets.UTF_8), name.getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(sealed);
  }

  /**
   * Decrypts what {@link #encrypt} made under the same {@code name}.
   *
   * @throws IllegalStateException when it was made by another key, under another name, or altered
   */
  String decrypt(String name, String sealed) {
    var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(sealed));
    return new String(
        open(key, bytes, name.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  private static byte[] seal(SecretKeySpec key, byte[] plain, byte[] name) {
    try {
      var nonce = new byte[NONCE_LENGTH];
      RANDOM.nextBytes(nonce);
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, nonce, name).doFinal(plain);
      return ByteBuffer.allocate(NONCE_LENGTH + sealed.length).put(nonce).put(sealed).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-256-GCM failed", e);
    }
  }

  private static byte[] open(SecretKeySpec key, ByteBuffer sealed, byte[] name) {
    try {
      var nonce = new byte[NONCE_LENGTH];
      sealed.get(nonce);
      var rest = new byte[sealed.remaining()];
      sealed.get(rest);
      return cipher(Cipher.DECRYPT_MODE, key, nonce, name).doFinal(rest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "cannot decrypt " + new String(name, StandardCharsets.UTF_8), e);
    }
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, byte[] name)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(name);
    return cipher;
  }
}
