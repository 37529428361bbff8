package io.tandem.store;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.auth.AuthenticationException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The node's one session with Cassandra and the door to all repositories. Opened at the node's
 * start, closed at its end; survives Cassandra's absence in between by reconnecting.
 */
public final class CassandraStore {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SCHEMA_TIMEOUT = Duration.ofSeconds(30);

  /** The driver waits this long after each change of the schema before it looks at it again. */
  private static final Duration SCHEMA_WINDOW = Duration.ofMillis(20);

  private static final Duration RECONNECT_FIRST = Duration.ofMillis(250);
  private static final Duration RECONNECT_MOST = Duration.ofSeconds(5);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /** Of a table of ours: one of the system's is read from the coordinator alone. No such row. */
  private static final String ANSWERS = "SELECT name FROM cluster_leases WHERE name = 'answers'";

  private final CqlSession session;
  private final Cql cql;
  private final Clock clock;

  private CassandraStore(CqlSession session, Cql cql, Clock clock) {
    this.session = session;
    this.cql = cql;
    this.clock = clock;
  }

  /**
   * Connects, trying again for as long as no contact point answers, creates the keyspace when
   * absent and brings its schema up to date.
   *
   * @return fails with {@link SchemaException} when the schema belongs to another release, with
   *     {@link StoreException} when another node keeps migrating, with the driver's exceptions when
   *     credentials or data centre are wrong
   */
  public static CompletionStage<CassandraStore> open(
      StoreSettings settings, Clock clock, MeterRegistry meters) {
    return connect(settings, true)
        .thenCompose(session -> prepare(session, settings, clock, meters));
  }

  /**
   * Tries to connect once, to find out why {@link #open} does not come to its end.
   *
   * @return never fails; {@link AccessException.Credentials} when the database does not let us in,
   *     empty when there is nothing to tell
   */
  public static CompletionStage<Optional<AccessException>> findRefusal(StoreSettings settings) {
    return connect(settings, false)
        .handle((session, error) -> session == null ? refusal(error) : closed(session));
  }

  private static Optional<AccessException> closed(CqlSession session) {
    session.closeAsync();
    return Optional.empty();
  }

  private static Optional<AccessException> refusal(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (!(cause instanceof AllNodesFailedException failed)) {
      return Optional.empty();
    }
    return failed.getAllErrors().values().stream()
        .flatMap(List::stream)
        .filter(AuthenticationException.class::isInstance)
        .<AccessException>map(denied -> new AccessException.Credentials(denied.getMessage()))
        .findFirst();
  }

  private static CompletionStage<CqlSession> connect(StoreSettings settings, boolean tryingAgain) {
    CqlSessionBuilder builder =
        CqlSession.builder()
            .addContactPoints(settings.contactPoints())
            .withLocalDatacenter(settings.localDatacenter())
            .withConfigLoader(driverConfig(settings, tryingAgain));
    settings
        .credentials()
        .ifPresent(role -> builder.withAuthCredentials(role.user(), role.password()));
    return builder.buildAsync();
  }

  private static DriverConfigLoader driverConfig(StoreSettings settings, boolean tryingAgain) {
    return DriverConfigLoader.programmaticBuilder()
        .withString(DefaultDriverOption.SESSION_NAME, settings.keyspace())
        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, settings.requestTimeout())
        .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
        .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, "SERIAL")
        .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, CONNECT_TIMEOUT)
        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, CONNECT_TIMEOUT)
        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, CONNECT_TIMEOUT)
        .withDuration(DefaultDriverOption.METADATA_SCHEMA_REQUEST_TIMEOUT, SCHEMA_TIMEOUT)
        .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, SCHEMA_WINDOW)
        .withStringList(
            DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(settings.keyspace()))
        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_AGREEMENT_INTERVAL, SCHEMA_WINDOW)
        .withDuration(DefaultDriverOption.CONTROL_CONNECTION_AGREEMENT_TIMEOUT, SCHEMA_TIMEOUT)
        .withDuration(DefaultDriverOption.HEARTBEAT_INTERVAL, HEARTBEAT)
        .withBoolean(DefaultDriverOption.CONNECTION_WARN_INIT_ERROR, false)
        .withBoolean(DefaultDriverOption.RECONNECT_ON_INIT, tryingAgain)
        .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, RECONNECT_FIRST)
        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, RECONNECT_MOST)
        .withBoolean(DefaultDriverOption.REQUEST_WARN_IF_SET_KEYSPACE, false)
        .withBoolean(DefaultDriverOption.TIMESTAMP_GENERATOR_FORCE_JAVA_CLOCK, true)
        .withBoolean(DefaultDriverOption.NETTY_DAEMON, true)
        .build();
  }

  private static CompletionStage<CassandraStore> prepare(
      CqlSession session, StoreSettings settings, Clock clock, MeterRegistry meters) {
    var migrations = new Migrations(session, settings.keyspace(), SchemaVersion.all(), clock);
    return demandDatacenter(session, settings)
        .thenCompose(known -> useKeyspace(session, settings))
        .thenCompose(used -> migrations.run())
        .thenApply(done -> new CassandraStore(session, new Cql(session, meters), clock))
        .whenComplete(
            (store, error) -> {
              if (error != null) {
                session.closeAsync();
              }
            });
  }

  private static CompletionStage<Void> demandDatacenter(
      CqlSession session, StoreSettings settings) {
    Set<String> existing =
        session.getMetadata().getNodes().values().stream()
            .map(Node::getDatacenter)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new));
    return existing.contains(settings.localDatacenter())
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(new AccessException.Datacenter(existing));
  }

  /** Names are checked by {@link StoreSettings}: CQL takes no parameters here. */
  private static CompletionStage<Void> useKeyspace(CqlSession session, StoreSettings settings) {
    String copies =
        new TreeMap<>(settings.replication())
            .entrySet().stream()
                .map(entry -> "'" + entry.getKey() + "': " + entry.getValue())
                .collect(Collectors.joining(", "));
    String create =
        "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'NetworkTopologyStrategy', %s}"
            .formatted(settings.keyspace(), copies);
    return session
        .executeAsync(SimpleStatement.newInstance(create).setTimeout(SCHEMA_TIMEOUT))
        .thenCompose(created -> session.executeAsync("USE " + settings.keyspace()))
        .exceptionallyCompose(DriverFailures::unlessRefused)
        .thenAccept(used -> {});
  }

  /** The repositories of {@code tenant}, and of no other. */
  public TenantStore tenant(TenantId tenant) {
    return new TenantStore(cql, tenant, clock);
  }

  /** Which tenant owns which SIP domain. */
  public DomainStore domains() {
    return new DomainStore(cql, clock);
  }

  /** The list of all tenants. */
  public TenantListStore tenants() {
    return new TenantListStore(cql);
  }

  /** The accounts of system administrators. */
  public SystemAccountStore systemAccounts() {
    return new SystemAccountStore(cql);
  }

  /** All that is kept of what happened to {@code owner}, or to the installation itself. */
  public AuditLog auditLog(Optional<TenantId> owner) {
    return new AuditLog(cql, owner);
  }

  /** Where to write what happens to {@code owner}, or to the installation itself. */
  public AuditEvents auditEvents(Optional<TenantId> owner) {
    return new AuditEvents(cql, owner);
  }

  /** The keys that all nodes share. */
  public ClusterSecretStore clusterSecrets() {
    return new ClusterSecretStore(cql);
  }

  /** The calls that live on the nodes. */
  public OpenCallStore openCalls() {
    return new OpenCallStore(cql);
  }

  /** Who of several nodes may do something. */
  public LeaseStore leases() {
    return new LeaseStore(cql);
  }

  /** Whether a quorum of the keyspace's replicas answers now; never fails. */
  public CompletionStage<Boolean> answers() {
    return cql.find(row -> true, ANSWERS).handle((row, error) -> error == null);
  }

  /** Closes the session once its requests have ended. */
  public CompletionStage<Void> close() {
    return session.closeAsync().thenCompose(done -> CompletableFuture.completedFuture(null));
  }
}
