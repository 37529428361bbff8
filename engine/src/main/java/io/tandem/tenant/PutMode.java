package io.tandem.tenant;

/** What a put means for an object that exists, or does not. */
public enum PutMode {
  /** It must not exist yet. */
  CREATE,
  /** It must exist. */
  REPLACE,
  /** Either is fine. */
  CREATE_OR_REPLACE
}
