package io.tandem.api.support;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tandem.api.auth.AccessTokens;
import io.tandem.api.auth.ApiRole;
import io.tandem.api.auth.Authorisation;
import io.tandem.api.auth.LoginThrottle;
import io.tandem.api.auth.Passwords;
import io.tandem.api.auth.Principal;
import io.tandem.api.http.ApiServer;
import io.tandem.api.http.ApiSettings;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.PrometheusPage;
import io.tandem.api.v1.Api;
import io.tandem.api.v1.CdrReader;
import io.tandem.audit.AuditTrail;
import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import io.tandem.tenant.Origin;
import io.tandem.tenant.Outcome;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.SystemAccount;
import io.tandem.tenant.SystemRole;
import io.tandem.tenant.TenantConfiguration;
import io.tandem.tenant.TenantProfile;
import io.tandem.tenant.TenantWish;
import io.tandem.tenant.Tenants;
import io.tandem.trace.Traces;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/**
 * The whole API on a port of its own, over services in memory. There are a system administrator
 * {@code root} and the administrators {@code ann@acme.test} and {@code bob@other.test}.
 */
public final class TestApi implements AutoCloseable {
  /** The password of everybody here. */
  public static final String PASSWORD = "correct horse battery";

  /** Shared, since it hashes at its start. */
  public static final Passwords PASSWORDS = new Passwords();

  private static final String HASH = join(PASSWORDS.hash("test", PASSWORD));
  private static final Origin SETUP = new Origin("setup", "");

  public final ManualClock clock = new ManualClock();
  public final FakeKeys keys = new FakeKeys(1);

  /** What is served unless something else is. */
  public final FakeTenants tenants;

  public final FakeAudit audit;
  public final FakeCluster cluster = new FakeCluster();
  public final AccessTokens tokens = new AccessTokens(keys, clock, Duration.ofMinutes(15));
  public final TenantId acme;
  public final TenantId other;
  public final List<Endpoint<?>> endpoints;

  private final ActorTestKit kit;
  private final ApiServer server;

  private TestApi(
      ActorTestKit kit, FakeTenants fake, Tenants served, CdrReader cdrs, FakeAudit audit) {
    this.audit = audit;
    this.kit = kit;
    tenants = fake;
    join(
        served.putAccount(
            new SystemAccount("root", SystemRole.SYSTEM_ADMIN, HASH, true), PutMode.CREATE));
    acme = newTenant(served, "acme.test", "ann");
    other = newTenant(served, "other.test", "bob");
    endpoints =
        Api.endpoints(
            new Api.Services(
                served,
                cluster,
                cdrs == null ? cluster : cdrs,
                audit,
                new AuditTrail(audit, clock, new SimpleMeterRegistry()),
                cluster,
                cluster,
                new Traces(FakeCluster.NODE, clock, tap -> {}, flow -> null),
                PASSWORDS,
                new LoginThrottle(clock, 1_000),
                tokens,
                clock,
                "test"));
    var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    server =
        join(
            ApiServer.start(
                kit.system(),
                FakeCluster.NODE,
                settings(),
                new ApiServer.Content(endpoints, Map.of("/metrics", new PrometheusPage(meters))),
                new Authorisation(tokens, served, clock),
                meters));
  }

  /** Starts it over services in memory. */
  public static TestApi start() {
    var fake = new FakeTenants();
    return new TestApi(
        ActorTestKit.create("api", ConfigFactory.load()), fake, fake, null, new FakeAudit());
  }

  /** Starts it over other tenants and records, on an actor system that it ends. */
  public static TestApi start(ActorTestKit kit, Tenants tenants, CdrReader cdrs) {
    return new TestApi(kit, new FakeTenants(), tenants, cdrs, new FakeAudit());
  }

  private static ApiSettings settings() {
    return new ApiSettings(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        4096,
        Duration.ofMillis(500),
        Duration.ofMinutes(15),
        Set.of(InetAddress.getLoopbackAddress()),
        1_000);
  }

  private static TenantId newTenant(Tenants tenants, String domain, String administrator) {
    var name = new Domain(domain);
    var wish = TenantWish.of(TenantProfile.of(name, domain));
    var made = join(tenants.create(name, wish, administrator, HASH, SETUP));
    return ((Outcome.Done<TenantConfiguration>) made).value().id();
  }

  /** A client without a token. */
  public ApiClient nobody() {
    return new ApiClient(server.port(), null);
  }

  /** A client of the system's administrator. */
  public ApiClient root() {
    return as(new Principal("root", ApiRole.SYSTEM_ADMIN, null));
  }

  /** A client of the first tenant's administrator. */
  public ApiClient ann() {
    return as(new Principal("ann@acme.test", ApiRole.TENANT_ADMIN, acme));
  }

  /** A client of the other tenant's administrator. */
  public ApiClient bob() {
    return as(new Principal("bob@other.test", ApiRole.TENANT_ADMIN, other));
  }

  /** A client with a token of {@code principal}. */
  public ApiClient as(Principal principal) {
    return nobody().with(tokens.issue(principal));
  }

  /** The path of the first tenant. */
  public String acmePath() {
    return "/v1/tenants/" + acme;
  }

  /** The port that the API listens on. */
  public int port() {
    return server.port();
  }

  /** Waits for a stage, ten seconds at most. */
  public static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    join(server.stop(Duration.ofSeconds(1)));
    kit.shutdownTestKit();
  }
}
