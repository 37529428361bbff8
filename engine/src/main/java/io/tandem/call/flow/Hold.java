package io.tandem.call.flow;

import java.util.regex.Pattern;

/** Tells an offer that puts the other side on hold (RFC 3264 §8.4, and RFC 2543's way). */
final class Hold {
  private static final Pattern SIGNS =
      Pattern.compile("(?m)^(a=sendonly|a=inactive|c=IN IP4 0\\.0\\.0\\.0)\\s*$");

  private Hold() {}

  static boolean isIn(String sdp) {
    return SIGNS.matcher(sdp).find();
  }
}
