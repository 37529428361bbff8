package io.tandem.sip.message;

import io.tandem.id.Base32;
import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * To-tags for responses sent without state: the same request gets the same tag (RFC 3261 §8.2.7),
 * and so does the ACK of that response, by which it is recognised. A keyed hash (SipHash-2-4, with
 * a key of this process), so nobody else can tell one beforehand. 13 characters, which no dialog's
 * tag has.
 */
final class StatelessTag {
  private static final long KEY_0 = new SecureRandom().nextLong();
  private static final long KEY_1 = new SecureRandom().nextLong();

  private StatelessTag() {}

  /**
   * @param fromTag {@code null} from a client of RFC 2543
   */
  static String of(String callId, String fromTag, long cseq) {
    long hash = new Hash().text(callId).text(fromTag == null ? "" : fromTag).word(cseq).end();
    return Base32.encode(ByteBuffer.allocate(Long.BYTES).putLong(hash).array());
  }

  /** SipHash-2-4 over words of 64 bits; a text is its length, then four characters a word. */
  private static final class Hash {
    private long v0 = KEY_0 ^ 0x736f6d6570736575L;
    private long v1 = KEY_1 ^ 0x646f72616e646f6dL;
    private long v2 = KEY_0 ^ 0x6c7967656e657261L;
    private long v3 = KEY_1 ^ 0x7465646279746573L;

    Hash text(String text) {
      word(text.length());
      for (int i = 0; i < text.length(); i += 4) {
        long word = 0;
        for (int j = i; j < Math.min(i + 4, text.length()); j++) {
          word = word << 16 | text.charAt(j);
        }
        word(word);
      }
      return this;
    }

    Hash word(long word) {
      v3 ^= word;
      round();
      round();
      v0 ^= word;
      return this;
    }

    long end() {
      v2 ^= 0xff;
      for (int i = 0; i < 4; i++) {
        round();
      }
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void round() {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
