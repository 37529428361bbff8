package io.tandem.api.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.tandem.id.TenantId;
import io.tandem.secret.Key;
import io.tandem.secret.KeyRing;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/**
 * Short-lived bearer tokens: JWTs (RFC 7519) signed with HMAC-SHA256 by a key of the cluster, so
 * that any node accepts what another issued.
 */
public final class AccessTokens {
  private static final String ISSUER = "tandem";
  private static final String ROLE = "role";
  private static final String TENANT = "tenant";

  private final KeyRing keys;
  private final Clock clock;
  private final Duration lifetime;

  public AccessTokens(KeyRing keys, Clock clock, Duration lifetime) {
    this.keys = keys;
    this.clock = clock;
    this.lifetime = lifetime;
  }

  /** How long a token is good for. */
  public Duration lifetime() {
    return lifetime;
  }

  /** A token for {@code principal}. */
  public String issue(Principal principal) {
    Key key = keys.current();
    Instant now = clock.instant();
    var claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .subject(principal.username())
            .claim(ROLE, principal.role().name())
            .issueTime(Date.from(now))
            .expirationTime(Date.from(now.plus(lifetime)));
    if (principal.tenant() != null) {
      claims.claim(TENANT, principal.tenant().value());
    }
    var header =
        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(Integer.toString(key.id())).build();
    var token = new SignedJWT(header, claims.build());
    try {
      token.sign(new MACSigner(key.material()));
    } catch (JOSEException e) {
      throw new IllegalStateException("the cluster's key does not sign", e);
    }
    return token.serialize();
  }

  /** Whose token this is; empty when it is not ours, altered, or expired. */
  public Optional<Principal> verify(String token) {
    try {
      var jwt = SignedJWT.parse(token);
      Key key = findKey(jwt.getHeader());
      if (key == null || !jwt.verify(new MACVerifier(key.material()))) {
        return Optional.empty();
      }
      return principalOf(jwt.getJWTClaimsSet());
    } catch (ParseException | JOSEException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Key findKey(JWSHeader header) {
    if (!JWSAlgorithm.HS256.equals(header.getAlgorithm()) || header.getKeyID() == null) {
      return null;
    }
    return keys.find(Integer.parseInt(header.getKeyID()));
  }

  private Optional<Principal> principalOf(JWTClaimsSet claims) throws ParseException {
    Date expiry = claims.getExpirationTime();
    boolean isCurrent = expiry != null && clock.instant().isBefore(expiry.toInstant());
    if (!ISSUER.equals(claims.getIssuer()) || !isCurrent) {
      return Optional.empty();
    }
    String username = claims.getSubject();
    String role = claims.getStringClaim(ROLE);
    if (username == null || role == null) {
      return Optional.empty();
    }
    String tenant = claims.getStringClaim(TENANT);
    return Optional.of(
        new Principal(
            username, ApiRole.valueOf(role), tenant == null ? null : new TenantId(tenant)));
  }
}
