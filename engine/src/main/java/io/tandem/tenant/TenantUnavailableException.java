package io.tandem.tenant;

/** A tenant's entity could not do what was asked, since the database failed; try again later. */
public final class TenantUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TenantUnavailableException(String message) {
    super(message);
  }
}
