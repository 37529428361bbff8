package io.tandem.secret;

/** What the cluster's shared keys are for. */
public enum Purpose {
  /** Signs the API's access tokens. */
  API_TOKEN("api-token", false),
  /** Signs digest nonces. */
  DIGEST_NONCE("digest-nonce", false),
  /** Authenticates the tokens in Contact and tag. */
  DIALOG_TOKEN("dialog-token", false),
  /** Wraps the tenants' own keys; none of these is ever dropped. */
  TENANT_MASTER("tenant-master", true);

  private final String id;
  private final boolean keptForEver;

  Purpose(String id, boolean keptForEver) {
    this.id = id;
    this.keptForEver = keptForEver;
  }

  /** Its name where keys are stored. */
  public String id() {
    return id;
  }

  boolean keptForEver() {
    return keptForEver;
  }
}
