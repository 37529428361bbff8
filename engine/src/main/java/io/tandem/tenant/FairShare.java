package io.tandem.tenant;

import java.util.List;

/** Max-min fairness: small needs are met in full, the rest is divided evenly among the large. */
final class FairShare {
  private FairShare() {}

  /** What somebody with {@code need} gets of {@code total} next to the {@code others}. */
  static int of(int total, int need, List<Integer> others) {
    int left = total;
    int sharers = others.size() + 1;
    for (int other : others.stream().sorted().toList()) {
      if (other >= need || (long) other * sharers > left) {
        break;
      }
      left -= other;
      sharers--;
    }
    return Math.min(need, left / sharers);
  }
}
