package io.tandem.sip.digest;

import static io.tandem.sip.digest.DigestAlgorithm.MD5;
import static io.tandem.sip.digest.DigestAlgorithm.SHA_256;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.id.NodeId;
import io.tandem.net.SourceNetwork;
import io.tandem.secret.Key;
import io.tandem.secret.KeyRing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DigestChallengesTest {
  private static final String REALM = "acme.test";
  private static final SourceNetwork PHONE = new SourceNetwork(0xc0000201L);
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private final TestClock clock = new TestClock();
  private final Ring ring = new Ring();
  private final DigestChallenges challenges = challenges("node-1", 1_000);

  private final Map<DigestAlgorithm, String> stored =
      Map.of(MD5, MD5.ha1("1001", REALM, "pw"), SHA_256, SHA_256.ha1("1001", REALM, "pw"));

  @Test
  void acceptsTheRightSecret() {
    for (var algorithm : DigestAlgorithm.values()) {
      String challenge = challenges.challenge(REALM, algorithm, false, PHONE);
      assertThat(challenge)
          .startsWith("Digest realm=\"acme.test\", nonce=\"")
          .endsWith("\", algorithm=" + algorithm.wireName() + ", qop=\"auth\"");
      var credentials = answer(challenge, algorithm, "pw", "c", 1);
      assertThat(verify(credentials)).isEqualTo(Verdict.ACCEPTED);
    }
  }

  @Test
  void refusesTheWrongSecretWhateverTheNonce() {
    String challenge = challenges.challenge(REALM, MD5, false, PHONE);
    assertThat(verify(answer(challenge, MD5, "guess", "c", 1))).isEqualTo(Verdict.WRONG);
    clock.advance(LIFETIME);
    assertThat(verify(answer(challenge, MD5, "guess", "c", 1))).isEqualTo(Verdict.WRONG);
  }

  @Test
  void refusesAnotherMethodAnUnknownUserAndAnAlgorithmThatIsNotOffered() {
    var credentials =
        answer(challenges.challenge(REALM, SHA_256, false, PHONE), SHA_256, "pw", "c", 1);
    var all = Set.of(MD5, SHA_256);
    var nonce = challenges.open(credentials);
    assertThat(challenges.verify(credentials, nonce, "BYE", stored, all)).isEqualTo(Verdict.WRONG);
    assertThat(challenges.verify(credentials, nonce, "INVITE", Map.of(), all))
        .isEqualTo(Verdict.WRONG);
    assertThat(challenges.verify(credentials, nonce, "INVITE", stored, Set.of(MD5)))
        .isEqualTo(Verdict.WRONG);
    assertThat(challenges.verify(credentials, nonce, "INVITE", stored, all))
        .isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void asksAgainWhenTheNonceHasExpired() {
    String challenge = challenges.challenge(REALM, MD5, false, PHONE);
    clock.advance(LIFETIME.minusMillis(1));
    assertThat(verify(answer(challenge, MD5, "pw", "c", 1))).isEqualTo(Verdict.ACCEPTED);
    clock.advance(Duration.ofMillis(1));
    assertThat(verify(answer(challenge, MD5, "pw", "c", 2))).isEqualTo(Verdict.STALE);
    assertThat(challenges.challenge(REALM, MD5, true, PHONE)).endsWith(", stale=true");
  }

  @Test
  void doesNotKnowTheNonceOfAnotherNode() {
    String challenge = challenges("node-2", 10).challenge(REALM, MD5, false, PHONE);
    assertThat(challenges.open(answer(challenge, MD5, "pw", "c", 1))).isNull();
  }

  @Test
  void knowsWhereANonceOfItsOwnWasSentAndWhenItEnds() {
    for (var to : List.of(PHONE, new SourceNetwork(-1), new SourceNetwork(0))) {
      String challenge = challenges.challenge(REALM, MD5, false, to);
      long end = clock.instant().plus(LIFETIME).toEpochMilli();
      assertThat(challenges.open(answer(challenge, MD5, "pw", "c", 1)))
          .isEqualTo(new IssuedNonce(end, to));
    }
  }

  @Test
  void understandsTheKeyBeforeTheLastAndNoneThatIsGone() {
    String challenge = challenges.challenge(REALM, MD5, false, PHONE);
    ring.rotate();
    assertThat(verify(answer(challenge, MD5, "pw", "c", 1))).isEqualTo(Verdict.ACCEPTED);
    ring.rotate();
    assertThat(challenges.open(answer(challenge, MD5, "pw", "c", 2))).isNull();
  }

  @Test
  void doesNotKnowANonceThatWasChangedOrIsNotOurs() {
    String challenge = challenges.challenge(REALM, MD5, false, PHONE);
    String nonce = nonceOf(challenge);
    for (String other :
        List.of(changed(nonce, 24), changed(nonce, 40), "", "no base 64!", nonce + "A")) {
      assertThat(challenges.open(answer("nonce=\"" + other + "\"", MD5, "pw", "c", 1)))
          .as(other)
          .isNull();
    }
  }

  private static String changed(String nonce, int at) {
    char now = nonce.charAt(at);
    return nonce.substring(0, at) + (now == 'A' ? 'B' : 'A') + nonce.substring(at + 1);
  }

  @Test
  void acceptsEachNonceCountOnce() {
    String challenge = challenges.challenge(REALM, MD5, false, PHONE);
    for (int count : new int[] {1, 3, 2, 70, 8}) {
      var credentials = answer(challenge, MD5, "pw", "c", count);
      assertThat(verify(credentials)).as("first %d", count).isEqualTo(Verdict.ACCEPTED);
      assertThat(verify(credentials)).as("again %d", count).isEqualTo(Verdict.STALE);
    }
    assertThat(verify(answer(challenge, MD5, "pw", "c", 6))).isEqualTo(Verdict.STALE);
  }

  @Test
  void letsThePhoneCountAnewWithAnotherCnonce() {
    String challenge = challenges.challenge(REALM, MD5, false, PHONE);
    assertThat(verify(answer(challenge, MD5, "pw", "c1", 1))).isEqualTo(Verdict.ACCEPTED);
    assertThat(verify(answer(challenge, MD5, "pw", "c2", 1))).isEqualTo(Verdict.ACCEPTED);
  }

  @Test
  void acceptsANonceOnceWithoutQop() {
    String nonce = nonceOf(challenges.challenge(REALM, MD5, false, PHONE));
    String response = MD5.hash(stored.get(MD5) + ":" + nonce + ":" + MD5.hash("INVITE:sip:x"));
    var credentials =
        new DigestCredentials(
            "1001", REALM, nonce, "sip:x", response.toUpperCase(), null, null, null, null, null);
    assertThat(verify(credentials)).isEqualTo(Verdict.ACCEPTED);
    assertThat(verify(credentials)).isEqualTo(Verdict.STALE);
  }

  @Test
  void whenItsTableIsFullNothingIsAcceptedTwiceAndNewNoncesAre() {
    var small = challenges("node-1", 3);
    var first = answer(small.challenge(REALM, MD5, false, PHONE), MD5, "pw", "c", 1);
    assertThat(verify(small, first)).isEqualTo(Verdict.ACCEPTED);
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofMillis(1));
      var next = answer(small.challenge(REALM, MD5, false, PHONE), MD5, "pw", "c", 1);
      assertThat(verify(small, next)).isEqualTo(Verdict.ACCEPTED);
    }
    assertThat(verify(small, first)).isEqualTo(Verdict.STALE);
  }

  @Test
  void forgetsExpiredNoncesFirst() {
    var counts = new NonceCounts(2);
    assertThat(counts.use("n1", "c", 1, 100, 0)).isTrue();
    assertThat(counts.use("n2", "c", 1, 100, 0)).isTrue();
    assertThat(counts.use("n3", "c", 1, 200, 100)).isTrue();
    assertThat(counts.size()).isEqualTo(1);
    assertThat(counts.use("n4", "c", 1, 101, 100)).isTrue();
  }

  @Test
  void refusesARealmThatBreaksTheHeader() {
    assertThatThrownBy(() -> challenges.challenge("a\"b", MD5, false, PHONE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Verdict verify(DigestCredentials credentials) {
    return verify(challenges, credentials);
  }

  private Verdict verify(DigestChallenges by, DigestCredentials credentials) {
    return by.verify(credentials, by.open(credentials), "INVITE", stored, Set.of(MD5, SHA_256));
  }

  private DigestChallenges challenges(String node, int bound) {
    return new DigestChallenges(ring, new NodeId(node), clock, LIFETIME, bound);
  }

  private static String nonceOf(String challenge) {
    return challenge.replaceFirst(".*nonce=\"([^\"]*)\".*", "$1");
  }

  private static DigestCredentials answer(
      String challenge, DigestAlgorithm algorithm, String password, String cnonce, int count) {
    String nonce = nonceOf(challenge);
    String nc = "%08x".formatted(count);
    String ha1 = algorithm.ha1("1001", REALM, password);
    String ha2 = algorithm.hash("INVITE:sip:1002@acme.test");
    String response = algorithm.hash(ha1 + ":" + nonce + ":" + nc + ":" + cnonce + ":auth:" + ha2);
    return new DigestCredentials(
        "1001",
        REALM,
        nonce,
        "sip:1002@acme.test",
        response,
        algorithm.wireName(),
        cnonce,
        nc,
        "auth",
        null);
  }

  /** Two keys: the current one and the one before. */
  private static final class Ring implements KeyRing {
    private int current = 255;

    void rotate() {
      current = (current + 1) & 0xff;
    }

    @Override
    public Key current() {
      return find(current);
    }

    @Override
    public Key find(int id) {
      boolean known = id == current || id == ((current - 1) & 0xff);
      var material = new byte[Key.LENGTH];
      material[0] = (byte) id;
      return known ? new Key(id, material) : null;
    }
  }

  private static final class TestClock extends Clock {
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    void advance(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
