package io.tandem.edge;

import java.util.Locale;

/** Why the edge did not do what somebody asked for; what failures are counted by. */
public enum FailureCause {
  /** A wrong password for an extension that exists. */
  PASSWORD,
  /** Credentials for an extension that does not exist or is disabled. */
  UNKNOWN_USER,
  /** Credentials for a domain that nobody owns. */
  UNKNOWN_DOMAIN,
  /** Credentials that were not looked at, after too many wrong ones. */
  GUESSING,
  /** A call of an authenticated extension was refused. */
  CALL_REFUSED,
  /** A registration of an authenticated extension was refused. */
  REGISTRATION_REFUSED,
  /** A request was refused before anybody looked at whose it is. */
  REQUEST_REFUSED,
  /** More than there is room for: it was not looked at, or not answered. */
  FLOOD;

  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** As logs, counters and the audit write it: {@code unknown-user}. */
  @Override
  public String toString() {
    return text;
  }
}
