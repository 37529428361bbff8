package io.tandem.secret;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 (RFC 2104) under the keys of a ring. Finding the algorithm and taking in the key cost
 * more than the code itself, so each thread keeps its {@link Mac} with the key it used last. Safe
 * for use by any thread.
 */
public final class KeyedMac {
  private static final String ALGORITHM = "HmacSHA256";

  private final ThreadLocal<Keyed> last = new ThreadLocal<>();

  private record Keyed(Key key, Mac mac) {}

  /**
   * A {@link Mac} that has taken in {@code key} and nothing else; after {@code doFinal} it is so
   * again. It is the calling thread's own: to be used up at once, and not kept.
   */
  public Mac under(Key key) {
    var keyed = last.get();
    if (keyed == null || keyed.key() != key) {
      keyed = new Keyed(key, initialised(key));
      last.set(keyed);
    }
    return keyed.mac();
  }

  private static Mac initialised(Key key) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.material(), ALGORITHM));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
