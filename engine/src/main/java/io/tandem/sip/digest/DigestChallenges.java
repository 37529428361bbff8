package io.tandem.sip.digest;

import io.tandem.id.NodeId;
import io.tandem.net.SourceNetwork;
import io.tandem.secret.KeyRing;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Issues challenges and judges what answers them (RFC 7616, RFC 8760). One per node: nonce counts
 * are checked where the nonce was issued, another node answers {@code stale=true}. Thread-safe.
 */
public final class DigestChallenges {
  /** Nonce and cnonce pairs whose counts are remembered; about 25 MB when full. */
  private static final int DEFAULT_BOUND = 100_000;

  private final Nonces nonces;
  private final NonceCounts counts;
  private final Clock clock;
  private final Duration nonceLifetime;

  /**
   * @param keys shared by the cluster
   * @param nonceLifetime how long a nonce may be used
   */
  public DigestChallenges(KeyRing keys, NodeId node, Clock clock, Duration nonceLifetime) {
    this(keys, node, clock, nonceLifetime, DEFAULT_BOUND);
  }

  DigestChallenges(KeyRing keys, NodeId node, Clock clock, Duration nonceLifetime, int bound) {
    this.nonces = new Nonces(keys, node);
    this.counts = new NonceCounts(bound);
    this.clock = clock;
    this.nonceLifetime = nonceLifetime;
  }

  /**
   * The value of a WWW-Authenticate or Proxy-Authenticate header, with a new nonce.
   *
   * @param realm a domain name, or other text without quotes, backslashes and control characters
   * @param stale whether nothing but the client's nonce is wrong, as far as is known
   * @param to where it is sent
   * @throws IllegalArgumentException when {@code realm} would break the header
   */
  public String challenge(
      String realm, DigestAlgorithm algorithm, boolean stale, SourceNetwork to) {
    boolean breaks = realm.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '"' || c == '\\');
    if (breaks) {
      throw new IllegalArgumentException("realm has a character that breaks the header");
    }
    String nonce = nonces.issue(new IssuedNonce(clock.millis() + nonceLifetime.toMillis(), to));
    return "Digest realm=\""
        + realm
        + "\", nonce=\""
        + nonce
        + "\", algorithm="
        + algorithm.wireName()
        + ", qop=\"auth\""
        + (stale ? ", stale=true" : "");
  }

  /**
   * What the nonce of {@code credentials} says; {@code null} if it is not one of this node. With
   * such a one nobody is to learn whether a secret is right: a client is challenged anew, with
   * {@code stale=true}. Who holds one of ours has received it, whatever source a datagram names.
   */
  public IssuedNonce open(DigestCredentials credentials) {
    return nonces.open(credentials.nonce());
  }

  /**
   * Judges credentials. Only the right secret can be {@link Verdict#STALE}; a stranger learns
   * nothing about nonces. A verdict of WRONG counts no use, so credentials may be tried with one
   * set of hashes after the other (user {@code 1001}, user {@code 1001@acme.test}).
   *
   * @param nonce that of the credentials, opened
   * @param method of the request
   * @param ha1 what is stored of the user's secret; empty for a user that does not exist
   * @param allowed the algorithms the tenant offers
   */
  public Verdict verify(
      DigestCredentials credentials,
      IssuedNonce nonce,
      String method,
      Map<DigestAlgorithm, String> ha1,
      Set<DigestAlgorithm> allowed) {
    var algorithm = DigestAlgorithm.named(credentials.algorithm());
    String secret = algorithm == null || !allowed.contains(algorithm) ? null : ha1.get(algorithm);
    boolean offered = credentials.qop() == null || credentials.qop().equalsIgnoreCase("auth");
    if (secret == null || !offered || !credentials.provesKnowledgeOf(secret, algorithm, method)) {
      return Verdict.WRONG;
    }
    return isUnused(credentials, nonce.expiryMillis()) ? Verdict.ACCEPTED : Verdict.STALE;
  }

  private boolean isUnused(DigestCredentials credentials, long expiry) {
    long now = clock.millis();
    if (expiry <= now) {
      return false;
    }
    String cnonce = credentials.qop() == null ? "" : credentials.cnonce();
    return counts.use(credentials.nonce(), cnonce, credentials.nonceCount(), expiry, now);
  }
}
