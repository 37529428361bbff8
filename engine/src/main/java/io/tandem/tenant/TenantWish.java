package io.tandem.tenant;

import java.time.Instant;

/**
 * A tenant's profile as an administrator wants it; what is not in it keeps its value.
 *
 * @param status {@code DELETING} is refused; deletion has a command of its own
 * @param expiresAt {@code null} for never
 */
public record TenantWish(
    String displayName,
    TenantStatus status,
    Limits limits,
    TenantSettings settings,
    Instant expiresAt) {

  /** What {@code profile} says now, to change single fields of. */
  public static TenantWish of(TenantProfile profile) {
    return new TenantWish(
        profile.displayName(),
        profile.status(),
        profile.limits(),
        profile.settings(),
        profile.expiresAt());
  }
}
