package io.tandem.sip.transaction;

import io.tandem.sip.message.Via;
import java.security.SecureRandom;

/**
 * Makes the branches of our requests: {@code z9hG4bKt<loop>.<80 random bits>}. The loop stands in
 * it because the response may be read by any loop; the rest cannot be guessed, so a stranger cannot
 * answer in the callee's place. One per loop, for that loop's thread.
 */
final class Branches {
  private static final String PREFIX = Via.MAGIC_COOKIE + "t";
  private static final char[] DIGITS = "0123456789abcdefghijklmnopqrstuv".toCharArray();
  private static final int RANDOM_BYTES = 16;

  private final SecureRandom random;
  private final String prefix;
  // Asking the system for each branch alone would cost more than all else of sending.
  private final byte[] pool = new byte[RANDOM_BYTES * 256];
  private int used = pool.length;

  Branches(int loop, SecureRandom random) {
    this.prefix = PREFIX + loop + ".";
    this.random = random;
  }

  String next() {
    if (used == pool.length) {
      random.nextBytes(pool);
      used = 0;
    }
    StringBuilder branch = new StringBuilder(prefix.length() + RANDOM_BYTES).append(prefix);
    for (int end = used + RANDOM_BYTES; used < end; used++) {
      branch.append(DIGITS[pool[used] & 31]);
    }
    return branch.toString();
  }

  /** The loop that made {@code branch}; -1 if it is none of ours. */
  static int loopOf(String branch) {
    if (branch == null || !branch.startsWith(PREFIX)) {
      return -1;
    }
    int loop = 0;
    for (int i = PREFIX.length(); i < branch.length() && loop < 1_000; i++) {
      char c = branch.charAt(i);
      if (c == '.') {
        return i == PREFIX.length() ? -1 : loop;
      }
      if (c < '0' || c > '9') {
        return -1;
      }
      loop = loop * 10 + c - '0';
    }
    return -1;
  }
}
