package io.tandem.node;

import io.tandem.api.auth.AccessTokens;
import io.tandem.api.auth.Authorisation;
import io.tandem.api.auth.FirstAdministrator;
import io.tandem.api.auth.LoginThrottle;
import io.tandem.api.auth.Passwords;
import io.tandem.api.http.ApiServer;
import io.tandem.api.v1.Api;
import io.tandem.api.v1.CdrReader;
import io.tandem.audit.AuditReader;
import io.tandem.secret.ClusterSecrets;
import io.tandem.secret.Purpose;
import io.tandem.store.CassandraStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;

/** Starts the administrators' API, and makes sure that there is an administrator. */
final class Administration {
  /** What its server is closed by. */
  static final String HTTP = "HTTP";

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

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

  /** Answers with the API's port. */
  int start(
      ActorSystem<?> system,
      CassandraStore store,
      ClusterSecrets secrets,
      Engine.Running engine,
      ClusterView view,
      Health health,
      Metrics metrics) {
    var passwords = new Passwords();
    closers.add("password hashing", passwords);
    ensureAdministrator(engine, passwords);
    var tokens =
        new AccessTokens(secrets.ring(Purpose.API_TOKEN), clock, settings.api().tokenLifetime());
    var endpoints =
        Api.endpoints(
            new Api.Services(
                engine.tenants().tenants(),
                engine.registrar(),
                CdrReader.of(store),
                AuditReader.of(store),
                engine.audit(),
                view,
                view,
                engine.traces(),
                passwords,
                new LoginThrottle(clock, settings.api().guessTable()),
                tokens,
                clock,
                Version.TEXT));
    var content =
        new ApiServer.Content(
            endpoints,
            Map.of(
                "/health/live", health::live,
                "/health/ready", health::readiness,
                "/metrics", metrics.page()));
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
                    settings.node(),
                    settings.api(),
                    content,
                    new Authorisation(tokens, engine.tenants().tenants(), clock),
                    metrics.registry()));
    closers.add(
        HTTP,
        () -> {
          if (!system.getWhenTerminated().toCompletableFuture().isDone()) {
            stop(api);
          }
        });
    return api.port();
  }

  private static void stop(ApiServer api) throws Exception {
    api.stop(STOP_LIMIT).toCompletableFuture().get(2 * STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** A password that was generated is shown here, once, and stands nowhere else. */
  private void ensureAdministrator(Engine.Running engine, Passwords passwords) {
    var created =
        log.step(
            "Looked for a system administrator",
            LIMIT,
            cause -> "tandem.admin: " + cause.getMessage(),
            () ->
                new FirstAdministrator(engine.tenants().tenants(), passwords)
                    .ensure(settings.administrator(), settings.administratorPassword().orElse("")));
    created.ifPresent(
        account ->
            account
                .generatedPassword()
                .ifPresent(
                    password ->
                        System.out.printf(
                            "The first system administrator is %s with the password %s;"
                                + " it is not shown again.%n",
                            account.username(), password)));
  }
}
