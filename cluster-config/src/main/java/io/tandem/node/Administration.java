package io.tandem.node;

import io.tandem.api.auth.AccessTokens;
import io.tandem.api.auth.LoginThrottle;
import io.tandem.api.auth.Passwords;
import io.tandem.api.http.ApiServer;
import io.tandem.api.v1.Api;
import io.tandem.secret.ClusterSecrets;
import io.tandem.secret.Purpose;
import io.tandem.store.CassandraStore;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.SystemAccount;
import io.tandem.tenant.SystemRole;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;

/** Starts the administrators' API, and makes sure that there is an administrator. */
final class Administration {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
  private static final int REMEMBERED_LOGINS = 100_000;

  private final NodeSettings settings;
  private final StartLog log;
  private final Closers closers;
  private final Clock clock;

  Administration(NodeSettings settings, StartLog log, Closers closers, Clock clock) {
    this.settings = settings;
    this.log = log;
    this.closers = closers;
    this.clock = clock;
  }

  void start(
      ActorSystem<?> system,
      CassandraStore store,
      ClusterSecrets secrets,
      Engine.Running engine,
      Health health,
      Metrics metrics) {
    ExecutorService hashing = Executors.newFixedThreadPool(2);
    closers.add("password hashing", hashing::shutdown);
    var passwords = new Passwords(hashing);
    ensureAdministrator(engine, passwords);
    var tokens =
        new AccessTokens(secrets.ring(Purpose.API_TOKEN), clock, settings.api().tokenLifetime());
    var view = new ClusterView(system, engine.calls()::hangUp);
    var endpoints =
        Api.endpoints(
            new Api.Services(
                engine.tenants().tenants(),
                engine.registrar(),
                view,
                view,
                passwords,
                new LoginThrottle(clock, REMEMBERED_LOGINS),
                tokens,
                Version.TEXT));
    ApiServer api =
        log.step(
            "Listening for HTTP on " + settings.api().bind(),
            LIMIT,
            cause ->
                "tandem.http.bind = %s is wrong: expected an address of this host with a free port (%s)"
                    .formatted(settings.api().bind(), cause.getMessage()),
            () ->
                ApiServer.start(
                    system,
                    settings.api(),
                    endpoints,
                    Map.of(
                        "/health/live", health::live,
                        "/health/ready", health::readiness,
                        "/metrics", metrics::page),
                    tokens));
    closers.add(
        "HTTP",
        () ->
            api.stop(STOP_LIMIT)
                .toCompletableFuture()
                .get(2 * STOP_LIMIT.toSeconds(), TimeUnit.SECONDS));
  }

  private void ensureAdministrator(Engine.Running engine, Passwords passwords) {
    var tenants = engine.tenants().tenants();
    String password =
        settings
            .administratorPassword()
            .orElseGet(() -> Long.toString(new SecureRandom().nextLong(), 36));
    boolean made =
        log.step(
            "Looked for a system administrator",
            LIMIT,
            cause -> "the system accounts cannot be read: " + cause,
            () ->
                tenants
                    .accounts()
                    .thenCompose(
                        accounts ->
                            accounts.isEmpty()
                                ? passwords
                                    .hash(password)
                                    .thenCompose(
                                        hash ->
                                            tenants.putAccount(
                                                new SystemAccount(
                                                    settings.administrator(),
                                                    SystemRole.SYSTEM_ADMIN,
                                                    hash,
                                                    true),
                                                PutMode.CREATE))
                                : CompletableFuture.completedFuture(false)));
    if (made && settings.administratorPassword().isEmpty()) {
      System.out.printf(
          "The first system administrator is %s with the password %s; it is not shown again.%n",
          settings.administrator(), password);
    }
  }
}
