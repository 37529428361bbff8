package io.tandem.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.tandem.api.support.FakeKeys;
import io.tandem.api.support.ManualClock;
import io.tandem.id.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokensTest {
  private static final Principal ANN =
      new Principal("ann@acme.test", ApiRole.TENANT_ADMIN, TenantId.fromLong(1));

  private final ManualClock clock = new ManualClock();
  private final FakeKeys keys = new FakeKeys(1);
  private final AccessTokens tokens = new AccessTokens(keys, clock, Duration.ofMinutes(15));

  @Test
  void aTokenSaysWhoAsks() {
    assertThat(tokens.verify(tokens.issue(ANN))).contains(ANN);
    var root = new Principal("root", ApiRole.SYSTEM_ADMIN, null);
    assertThat(tokens.verify(tokens.issue(root))).contains(root);
  }

  @Test
  void aTokenEndsWithItsLifetime() {
    String token = tokens.issue(ANN);

    clock.advance(Duration.ofMinutes(15).minusSeconds(1));
    assertThat(tokens.verify(token)).isPresent();
    clock.advance(Duration.ofSeconds(1));
    assertThat(tokens.verify(token)).isEmpty();
  }

  @Test
  void anotherNodeWithTheSameKeysAcceptsIt() {
    var other = new AccessTokens(new FakeKeys(1), clock, Duration.ofMinutes(1));

    assertThat(other.verify(tokens.issue(ANN))).contains(ANN);
  }

  @Test
  void aRotatedKeyVerifiesUntilItLeavesTheRing() {
    String old = tokens.issue(ANN);
    keys.rotate(2);
    String recent = tokens.issue(ANN);

    assertThat(tokens.verify(old)).isPresent();
    assertThat(tokens.verify(recent)).isPresent();
    keys.drop(1);
    assertThat(tokens.verify(old)).isEmpty();
    assertThat(tokens.verify(recent)).isPresent();
  }

  @Test
  void anAlteredTokenIsRefused() {
    String[] parts = tokens.issue(ANN).split("\\.");
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String promoted = claims.replace("TENANT_ADMIN", "SYSTEM_ADMIN");
    String encoded =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(promoted.getBytes(StandardCharsets.UTF_8));

    assertThat(promoted).isNotEqualTo(claims);
    assertThat(tokens.verify(parts[0] + "." + encoded + "." + parts[2])).isEmpty();
  }

  @Test
  void anUnsignedTokenIsRefused() {
    assertThat(tokens.verify(new PlainJWT(claims().build()).serialize())).isEmpty();
  }

  @Test
  void anotherAlgorithmWithTheRightKeyIsRefused() throws JOSEException {
    byte[] twice = new byte[64];
    System.arraycopy(keys.current().material(), 0, twice, 0, 32);

    assertThat(tokens.verify(signed(JWSAlgorithm.HS512, "1", claims().build(), twice))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "", "x", "-1", "99999999999999999999", "../1"})
  void aKeyThatIsNotInTheRingIsRefused(String keyId) throws JOSEException {
    byte[] material = keys.current().material();

    assertThat(tokens.verify(signed(JWSAlgorithm.HS256, keyId, claims().build(), material)))
        .isEmpty();
  }

  @Test
  void claimsThatAreNotOursAreRefused() throws JOSEException {
    byte[] key = keys.current().material();
    var wrong =
        java.util.List.of(
            claims().issuer("other").build(),
            claims().expirationTime(null).build(),
            claims().claim("role", null).build(),
            claims().claim("role", "KING").build(),
            claims().claim("role", 7).build(),
            claims().claim("tenant", "x").build(),
            claims().subject(null).build());

    for (JWTClaimsSet each : wrong) {
      assertThat(tokens.verify(signed(JWSAlgorithm.HS256, "1", each, key))).isEmpty();
    }
    assertThat(tokens.verify(signed(JWSAlgorithm.HS256, "1", claims().build(), key))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "eyJ9.eyJ9.", "\u0000", "ä.ö.ü"})
  void garbageIsRefused(String text) {
    assertThat(tokens.verify(text)).isEmpty();
  }

  private JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("tandem")
        .subject("root")
        .claim("role", "SYSTEM_ADMIN")
        .expirationTime(Date.from(clock.instant().plusSeconds(60)));
  }

  private static String signed(
      JWSAlgorithm algorithm, String keyId, JWTClaimsSet claims, byte[] key) throws JOSEException {
    var token = new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
    token.sign(new MACSigner(key));
    return token.serialize();
  }
}
