package io.tandem.api.auth;

import io.tandem.id.TenantId;
import io.tandem.tenant.Outcome;
import io.tandem.tenant.Role;
import io.tandem.tenant.TenantConfiguration;
import io.tandem.tenant.TenantStatus;
import io.tandem.tenant.Tenants;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Who asks and what they may do: the one place where tokens, roles and tenants are checked.
 *
 * <p>A tenant's administrator is looked up in the node's copy of the tenant at every request, so
 * that one who was removed, disabled or demoted is out at once. A system administrator keeps their
 * rights for the rest of the token's life.
 */
public final class Authorisation {
  private static final String BEARER = "bearer ";

  private final AccessTokens tokens;
  private final Tenants tenants;
  private final Clock clock;

  public Authorisation(AccessTokens tokens, Tenants tenants, Clock clock) {
    this.tokens = tokens;
    this.tenants = tenants;
    this.clock = clock;
  }

  /** What a check says. */
  public enum Decision {
    ALLOWED,
    /** There is no valid token, or its owner is no administrator any more: 401. */
    UNAUTHENTICATED,
    /** The role does not allow it: 403. */
    FORBIDDEN,
    /** The tenant is suspended or expired, and its administrators only read: 403. */
    READ_ONLY,
    /**
     * There is no such tenant, or it is being deleted, or it is another's, of which nothing is
     * said, not even that it is there: 404.
     */
    HIDDEN
  }

  /** Who sends this Authorization header; {@code null} when it holds no valid token. */
  public Principal authenticate(String header) {
    if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return null;
    }
    return tokens.verify(header.substring(BEARER.length()).strip()).orElse(null);
  }

  /**
   * Decides about a request.
   *
   * @param principal who asks; {@code null} without a valid token
   * @param pathTenant the tenant in the path as it was written; {@code null} when there is none
   * @param changes whether the request changes anything
   * @return fails when the tenant cannot be read
   */
  public CompletionStage<Decision> decide(
      Access access, Principal principal, String pathTenant, boolean changes) {
    Decision byRole = byRole(access, principal, pathTenant);
    if (byRole != Decision.ALLOWED || pathTenant == null) {
      return CompletableFuture.completedFuture(byRole);
    }
    return tenants
        .get(new TenantId(pathTenant))
        .thenApply(
            outcome ->
                outcome instanceof Outcome.Done<TenantConfiguration> found
                    ? byTenant(principal, found.value(), changes)
                    : Decision.HIDDEN);
  }

  private static Decision byRole(Access access, Principal principal, String pathTenant) {
    if (access == Access.PUBLIC) {
      return Decision.ALLOWED;
    }
    if (principal == null) {
      return Decision.UNAUTHENTICATED;
    }
    boolean isSystemAdmin = principal.role() == ApiRole.SYSTEM_ADMIN;
    if (pathTenant != null
        && !(isSystemAdmin ? TenantId.isValid(pathTenant) : isOf(principal, pathTenant))) {
      return Decision.HIDDEN;
    }
    boolean isOwnAdmin = access == Access.TENANT_ADMIN && principal.role() == ApiRole.TENANT_ADMIN;
    return isSystemAdmin || isOwnAdmin ? Decision.ALLOWED : Decision.FORBIDDEN;
  }

  private static boolean isOf(Principal principal, String tenant) {
    return principal.tenant() != null && principal.tenant().value().equals(tenant);
  }

  private Decision byTenant(Principal principal, TenantConfiguration tenant, boolean changes) {
    if (principal.role() == ApiRole.SYSTEM_ADMIN) {
      return Decision.ALLOWED;
    }
    if (tenant.profile().status() == TenantStatus.DELETING) {
      return Decision.HIDDEN;
    }
    var user = tenant.user(principal.localName());
    if (user == null || !user.enabled() || user.role() != Role.TENANT_ADMIN) {
      return Decision.UNAUTHENTICATED;
    }
    boolean writable = tenant.profile().statusAt(clock.instant()).allowsChanges();
    return changes && !writable ? Decision.READ_ONLY : Decision.ALLOWED;
  }
}
