package io.tandem.tenant;

import io.tandem.id.CborSerializable;

/**
 * A tenant entity's answer to a wish.
 *
 * @param outcome what came of it, or {@code null} when the database failed
 * @param failure why it failed, or {@code null}
 */
record TenantReply(Outcome<TenantChanged> outcome, String failure) implements CborSerializable {

  static TenantReply of(Outcome<TenantChanged> outcome) {
    return new TenantReply(outcome, null);
  }

  static TenantReply done(TenantChanged change) {
    return of(new Outcome.Done<>(change, change.version()));
  }

  static TenantReply failed(Throwable error) {
    return new TenantReply(null, String.valueOf(error.getMessage()));
  }
}
