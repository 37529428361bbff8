package io.tandem.api.auth;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A password's Argon2id hash in its usual text form, {@code
 * $argon2id$v=19$m=19456,t=2,p=1$SALT$TAG}, salt and tag in Base64 without padding (the PHC string
 * format). The arrays are not changed by anybody.
 */
record PasswordHash(Argon2id.Cost cost, byte[] salt, byte[] tag) {
  /** What a hash that somebody else has made must be, in words. */
  static final String GRAMMAR =
      "$argon2id$v=19$m=MEMORY,t=PASSES,p=LANES$SALT$TAG with 7168 to 19456 KiB, 1 to 4 lanes,"
          + " memory times passes 14336 to 38912, a salt of 8 to 64 octets and a tag of 16 to 64";

  private static final Pattern FORM =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([1-9]\\d{0,6}),t=([1-9]\\d{0,2}),p=([1-9]\\d{0,2})"
              + "\\$([A-Za-z0-9+/]{8,100})\\$([A-Za-z0-9+/]{8,100})");
  private static final int LEAST_MEMORY = 7 * 1024;
  private static final int MOST_LANES = 4;

  /** What we hash with. */
  static final Argon2id.Cost OURS = new Argon2id.Cost(19 * 1024, 2, 1);

  /** What is cheaper is guessed too fast; what is dearer than ours keeps others from signing in. */
  private static final int LEAST_WORK = 2 * LEAST_MEMORY;

  private static final int MOST_WORK = OURS.memory() * OURS.passes();

  /** The hash that a text is; empty when it is none, or one that costs too little or too much. */
  static Optional<PasswordHash> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var cost =
        new Argon2id.Cost(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)));
    try {
      var decoder = Base64.getDecoder();
      var hash =
          new PasswordHash(
              cost, decoder.decode(matcher.group(4)), decoder.decode(matcher.group(5)));
      return hash.isWithinBounds() ? Optional.of(hash) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no Base64
    }
  }

  private boolean isWithinBounds() {
    long work = (long) cost.memory() * cost.passes();
    return cost.memory() >= LEAST_MEMORY
        && cost.memory() <= OURS.memory()
        && cost.lanes() <= MOST_LANES
        && work >= LEAST_WORK
        && work <= MOST_WORK
        && salt.length >= 8
        && salt.length <= 64
        && tag.length >= 16
        && tag.length <= 64;
  }

  /** Whether {@code other} is the same tag; takes as long either way. */
  boolean hasTag(byte[] other) {
    return MessageDigest.isEqual(tag, other);
  }

  /** The text form. */
  String text() {
    var encoder = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.memory(),
            cost.passes(),
            cost.lanes(),
            encoder.encodeToString(salt),
            encoder.encodeToString(tag));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PasswordHash hash
        && cost.equals(hash.cost)
        && Arrays.equals(salt, hash.salt)
        && Arrays.equals(tag, hash.tag);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(salt);
  }

  @Override
  public String toString() {
    return "PasswordHash[" + cost + "]";
  }
}
