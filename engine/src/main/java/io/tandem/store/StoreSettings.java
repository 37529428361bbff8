package io.tandem.store;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How to reach Cassandra and what to keep there.
 *
 * @param contactPoints where to ask first; at least one
 * @param localDatacenter the data centre whose nodes serve this one
 * @param keyspace created when absent
 * @param replication copies in each data centre, used when the keyspace is created
 * @param credentials empty when Cassandra asks for none
 * @param requestTimeout after which a request counts as failed
 */
public record StoreSettings(
    List<InetSocketAddress> contactPoints,
    String localDatacenter,
    String keyspace,
    Map<String, Integer> replication,
    Optional<Credentials> credentials,
    Duration requestTimeout) {

  private static final Pattern KEYSPACE = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final Pattern DATACENTER = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(5);

  /** A Cassandra role. */
  public record Credentials(String user, String password) {
    public Credentials {
      Objects.requireNonNull(user, "user");
      Objects.requireNonNull(password, "password");
    }

    /** Without the password. */
    @Override
    public String toString() {
      return "Credentials[user=" + user + "]";
    }
  }

  /**
   * @throws IllegalArgumentException when there is no contact point, no replication, or a name is
   *     not what CQL takes
   */
  public StoreSettings {
    contactPoints = List.copyOf(contactPoints);
    replication = Map.copyOf(replication);
    Objects.requireNonNull(credentials, "credentials");
    Objects.requireNonNull(requestTimeout, "requestTimeout");
    if (contactPoints.isEmpty()) {
      throw new IllegalArgumentException("at least one contact point expected");
    }
    demand(KEYSPACE, "keyspace", keyspace);
    demand(DATACENTER, "data centre", localDatacenter);
    if (replication.isEmpty()) {
      throw new IllegalArgumentException("replication of at least one data centre expected");
    }
    replication.keySet().forEach(name -> demand(DATACENTER, "data centre", name));
  }

  /** One copy in one data centre, no credentials, five seconds a request. */
  public static StoreSettings of(
      InetSocketAddress contactPoint, String localDatacenter, String keyspace) {
    return new StoreSettings(
        List.of(contactPoint),
        localDatacenter,
        keyspace,
        Map.of(localDatacenter, 1),
        Optional.empty(),
        DEFAULT_REQUEST_TIMEOUT);
  }

  private static void demand(Pattern grammar, String what, String value) {
    if (value == null || !grammar.matcher(value).matches()) {
      throw new IllegalArgumentException(
          what + " must match " + grammar.pattern() + ", not: " + value);
    }
  }
}
