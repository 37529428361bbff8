package io.tandem.sip.message;

import io.tandem.id.Base32;
import java.nio.ByteBuffer;
import java.util.List;

/** To tags for responses sent without state: the same request gets the same tag (§8.2.7). */
final class StatelessTag {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private StatelessTag() {}

  static String of(List<String> seed) {
    long hash = FNV_OFFSET;
    for (String text : seed) {
      for (int i = 0; i < text.length(); i++) {
        hash = (hash ^ text.charAt(i)) * FNV_PRIME;
      }
      hash = (hash ^ '\n') * FNV_PRIME;
    }
    return Base32.encode(ByteBuffer.allocate(Long.BYTES).putLong(hash).array());
  }
}
