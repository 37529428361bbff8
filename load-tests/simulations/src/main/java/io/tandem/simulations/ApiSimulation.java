package io.tandem.simulations;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.tandem.harness.ApiClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;

/** Administrators at work: a tenant's life through the API, from its creation to its removal. */
public final class ApiSimulation extends Simulation {
  private static final String SYSTEM_TOKEN = "system";
  private static final String TENANT_TOKEN = "own";
  private static final String PASSWORD = "load-Test-1";
  private static final String TENANT = "/v1/tenants/#{tenant}";
  private static final int EXTENSIONS = 10;
  private static final int ROUNDS = 5;
  private static final Duration THINKING = Duration.ofMillis(100);
  private static final double FAILURES_ALLOWED_PERCENT = 1.0;

  private final Settings settings = Settings.published();
  private final String run = UUID.randomUUID().toString().substring(0, 8);

  /** Gatling calls this. */
  public ApiSimulation() {
    ScenarioBuilder administrators =
        scenario("administrators")
            .exec(signIn(session -> settings.username(), settings.password(), SYSTEM_TOKEN))
            .exec(createTenant())
            .exitHereIfFailed()
            .exec(signIn(session -> "admin@" + session.getString("domain"), PASSWORD, TENANT_TOKEN))
            .exec(repeat(EXTENSIONS, "index").on(exec(createExtension())))
            .exec(repeat(ROUNDS).on(exec(look())))
            .exec(
                http("remove a tenant")
                    .delete(TENANT)
                    .header("Authorization", "Bearer #{system}")
                    .check(status().is(202)));
    setUp(
            administrators.injectClosed(
                constantConcurrentUsers(settings.users())
                    .during(Duration.ofSeconds(settings.seconds()))))
        .protocols(http.baseUrl(settings.url()).contentTypeHeader("application/json"))
        .assertions(global().failedRequests().percent().lt(FAILURES_ALLOWED_PERCENT));
  }

  /** A password may hold anything, what Gatling takes for its own expressions too. */
  private static ChainBuilder signIn(
      Function<Session, String> username, String password, String token) {
    return exec(
        http("sign in")
            .post("/v1/tokens")
            .body(
                StringBody(
                    session ->
                        JsonNodeFactory.instance
                            .objectNode()
                            .put("username", username.apply(session))
                            .put("password", password)
                            .toString()))
            .check(status().is(200), jsonPath("$.access_token").saveAs(token)));
  }

  private ChainBuilder createTenant() {
    return exec(session ->
            session.set(
                "domain",
                "load-%s-%s.test".formatted(run, UUID.randomUUID().toString().substring(0, 13))))
        .exec(
            http("create a tenant")
                .post("/v1/tenants")
                .header("Authorization", "Bearer #{system}")
                .body(
                    StringBody(
                        """
                        {"domain":"#{domain}","display_name":"Load test",
                         "administrator":{"username":"admin","password":"%s"}}
                        """
                            .formatted(PASSWORD)))
                .check(status().is(201), jsonPath("$.id").saveAs("tenant")));
  }

  private static ChainBuilder createExtension() {
    return exec(
        http("create an extension")
            .post(TENANT + "/extensions")
            .header("Authorization", "Bearer #{own}")
            .body(
                StringBody(
                    """
                    {"number":"100#{index}","display_name":"Phone #{index}","password":"%s"}
                    """
                        .formatted(PASSWORD)))
            .check(status().is(201)));
  }

  private static ChainBuilder look() {
    return exec(read("list the extensions", "/extensions?limit=100"))
        .exec(read("read an extension", "/extensions/1000"))
        .exec(read("list the registrations", "/registrations"))
        .exec(read("list the calls", "/calls"))
        .exec(read("read the usage", "/usage"))
        .exec(session -> session.set("from", Instant.now().minus(Duration.ofHours(1)).toString()))
        .exec(read("list the call records", "/cdrs?from=#{from}"))
        .pause(THINKING);
  }

  private static ChainBuilder read(String name, String what) {
    return exec(
        http(name)
            .get(TENANT + what)
            .header("Authorization", "Bearer #{own}")
            .check(status().is(200)));
  }

  /** Removes what a run that was cut short has left. */
  @Override
  public void after() {
    var api =
        ApiClient.signIn(URI.create(settings.url()), settings.username(), settings.password());
    String cursor = "";
    do {
      JsonNode page =
          api.get("/v1/tenants?limit=1000" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
              .expect(200)
              .body();
      for (JsonNode tenant : page.get("items")) {
        if (tenant.path("domain").asText().startsWith("load-" + run)) {
          api.delete("/v1/tenants/" + tenant.get("id").asText());
        }
      }
      cursor = page.path("next_cursor").asText("");
    } while (!cursor.isEmpty());
  }
}
