package io.tandem.store;

import java.util.Set;

/** Cassandra answers, but not to us; the message says why. */
public sealed class AccessException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private AccessException(String message) {
    super(message);
  }

  /** User name or password are not the database's. */
  public static final class Credentials extends AccessException {
    private static final long serialVersionUID = 1L;

    Credentials(String message) {
      super(message);
    }
  }

  /** The database has other data centres than the one that was named. */
  public static final class Datacenter extends AccessException {
    private static final long serialVersionUID = 1L;

    Datacenter(Set<String> existing) {
      super("one of " + existing);
    }
  }
}
