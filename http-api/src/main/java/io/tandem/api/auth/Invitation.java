package io.tandem.api.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands in the place of a user's password hash until they set the password themselves, by a token
 * that is good once and for a time. What is stored is a digest of the token. Whatever else is put
 * into that place ends the invitation: a password, a hash, or another invitation.
 */
public final class Invitation {
  /** How long a token is good unless somebody says otherwise. */
  public static final Duration USUAL_LIFE = Duration.ofDays(7);

  public static final Duration SHORTEST_LIFE = Duration.ofMinutes(5);
  public static final Duration LONGEST_LIFE = Duration.ofDays(30);

  private static final Pattern STORED =
      Pattern.compile("\\$invitation\\$v=1\\$e=(\\d{1,11})\\$([A-Za-z0-9_-]{43})");
  private static final int TOKEN_OCTETS = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Instant expiresAt;
  private final byte[] digest;

  private Invitation(Instant expiresAt, byte[] digest) {
    this.expiresAt = expiresAt;
    this.digest = digest;
  }

  /**
   * A new one.
   *
   * @param token for the person, and for nobody else; 43 characters that a URL may have
   * @param stored what takes the place of the password hash
   */
  public record Issued(String token, Instant expiresAt, String stored) {
    @Override
    public String toString() {
      return "Issued[" + expiresAt + "]";
    }
  }

  /** Issues one that is good until {@code expiresAt}, in whole seconds. */
  public static Issued issue(Instant expiresAt) {
    var octets = new byte[TOKEN_OCTETS];
    RANDOM.nextBytes(octets);
    String token = base64(octets);
    Instant end = Instant.ofEpochSecond(expiresAt.getEpochSecond());
    return new Issued(
        token,
        end,
        "$invitation$v=1$e=%d$%s".formatted(end.getEpochSecond(), base64(digestOf(token))));
  }

  /** The invitation that stands in the place of a password hash; empty for a hash. */
  public static Optional<Invitation> parse(String stored) {
    Matcher matcher = STORED.matcher(stored);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Invitation(
            Instant.ofEpochSecond(Long.parseLong(matcher.group(1))),
            Base64.getUrlDecoder().decode(matcher.group(2))));
  }

  /** When it ends. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /** Whether {@code token} is its token, at a time at which it is good. */
  public boolean accepts(String token, Instant now) {
    return MessageDigest.isEqual(digest, digestOf(token)) && now.isBefore(expiresAt);
  }

  private static String base64(byte[] octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  /** A token of 256 random bits needs no slow hash. */
  private static byte[] digestOf(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
