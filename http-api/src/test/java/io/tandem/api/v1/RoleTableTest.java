package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.api.auth.Access;
import io.tandem.api.auth.AccessTokens;
import io.tandem.api.auth.ApiRole;
import io.tandem.api.auth.Principal;
import io.tandem.api.http.Endpoint;
import io.tandem.api.support.ApiClient;
import io.tandem.api.support.FakeKeys;
import io.tandem.api.support.ManualClock;
import io.tandem.api.support.TestApi;
import io.tandem.id.CallId;
import io.tandem.id.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Tries every route as everybody; a new route is tried without being named here. */
class RoleTableTest {
  private static TestApi api;

  @BeforeAll
  static void start() {
    api = TestApi.start();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @TestFactory
  Stream<DynamicTest> strangersReachPublicRoutesOnly() {
    return tests(
        route -> {
          for (ApiClient stranger : strangers()) {
            var reply = ask(stranger, route, api.acme);
            if (route.access() == Access.PUBLIC) {
              assertThat(reply.status()).isEqualTo(pastTheDoor(route));
            } else {
              assertThat(reply.status()).isEqualTo(401);
              assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
            }
          }
        });
  }

  /** No token, expired, garbled, altered, signed by a foreign key, unsigned, no bearer at all. */
  private static List<ApiClient> strangers() {
    var root = new Principal("root", ApiRole.SYSTEM_ADMIN, null);
    String good = api.tokens.issue(root);
    String[] parts = good.split("\\.");
    var longAgo = new ManualClock();
    longAgo.advance(Duration.ofMinutes(-16));
    String expired = new AccessTokens(api.keys, longAgo, Duration.ofMinutes(15)).issue(root);
    String foreign =
        new AccessTokens(new FakeKeys(9), api.clock, Duration.ofMinutes(15)).issue(root);
    return Stream.of(
            null,
            "",
            "x",
            good + "x",
            parts[0] + "." + parts[1] + ".",
            "eyJhbGciOiJub25lIn0." + parts[1] + ".",
            expired,
            foreign)
        .map(token -> api.nobody().with(token))
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> aSystemAdministratorReachesEveryRoute() {
    return tests(
        route ->
            assertThat(ask(api.root(), route, api.acme).status()).isEqualTo(pastTheDoor(route)));
  }

  @TestFactory
  Stream<DynamicTest> aSystemAdministratorFindsNoTenantThatIsNotThere() {
    return tests(
        route -> {
          if (isOfTenant(route)) {
            var reply = ask(api.root(), route, TenantId.fromLong(4711));
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.code()).isEqualTo("NOT_FOUND");
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> aTenantsAdministratorReachesItsOwnRoutes() {
    return tests(
        route -> {
          var reply = ask(api.ann(), route, api.acme);
          if (route.access() == Access.SYSTEM_ADMIN) {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.code()).isEqualTo("FORBIDDEN");
          } else {
            assertThat(reply.status()).isEqualTo(pastTheDoor(route));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> anothersTenantLooksAsIfItWereNotThere() {
    return tests(
        route -> {
          if (isOfTenant(route)) {
            var foreign = ask(api.bob(), route, api.acme);
            var missing = ask(api.bob(), route, TenantId.fromLong(4711));
            assertThat(foreign.status()).isEqualTo(404);
            assertThat(foreign.text()).isEqualTo(missing.text());
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> whoHasNoRoleReachesNothing() {
    var user = api.as(new Principal("joe@acme.test", ApiRole.NONE, api.acme));
    var support = api.as(new Principal("support", ApiRole.NONE, null));
    return tests(
        route -> {
          if (route.access() != Access.PUBLIC) {
            assertThat(ask(user, route, api.acme).status()).isEqualTo(403);
            assertThat(ask(support, route, api.acme).status())
                .isEqualTo(isOfTenant(route) ? 404 : 403);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> methodsThatARouteLacksTellStrangersNothing() {
    return tests(
        route -> {
          if (route.access() != Access.PUBLIC) {
            String path = path(route, api.acme);
            assertThat(api.nobody().send("OPTIONS", path, null).status()).isEqualTo(401);
            if (isOfTenant(route)) {
              assertThat(api.bob().send("OPTIONS", path, null).status()).isEqualTo(404);
            }
            var reply = api.root().send("OPTIONS", path, null);
            assertThat(reply.status()).isEqualTo(405);
            assertThat(reply.header("Allow")).contains(route.method().name());
            if (route.access() == Access.TENANT_ADMIN) {
              assertThat(api.ann().send("OPTIONS", path, null).status()).isEqualTo(405);
            }
          }
        });
  }

  private interface Check {
    void of(Endpoint<?> route);
  }

  private static Stream<DynamicTest> tests(Check check) {
    return api.endpoints.stream()
        .map(
            route ->
                DynamicTest.dynamicTest(
                    route.method() + " " + route.path(), () -> check.of(route)));
  }

  private static boolean isOfTenant(Endpoint<?> route) {
    return route.path().parameters().contains(Endpoint.TENANT_ID);
  }

  /** What {@link #ask} is answered by whom the route is open to. */
  private static int pastTheDoor(Endpoint<?> route) {
    if (route.bodyType() != Void.class) {
      return 422;
    }
    boolean namesWhatIsNotThere =
        route.path().parameters().stream().anyMatch(name -> !name.equals(Endpoint.TENANT_ID));
    if (namesWhatIsNotThere) {
      return 404;
    }
    return route.conditional() ? 412 : 200;
  }

  /** Asks for things that are not there, with a body that fits no route: nothing is changed. */
  private static ApiClient.Reply ask(ApiClient client, Endpoint<?> route, TenantId tenant) {
    String body = route.bodyType() == Void.class ? null : "{'no_such_field': 1}";
    // The deletion of a tenant needs no more than its path; a version that never was stops it.
    return client.send(route.method().name(), path(route, tenant), body, "If-Match", "\"999999\"");
  }

  private static String path(Endpoint<?> route, TenantId tenant) {
    String path = route.path().toString();
    var values =
        Map.of(
            Endpoint.TENANT_ID,
            tenant.value(),
            "number",
            "9999",
            "registrationId",
            "none",
            "username",
            "nobody",
            "traceId",
            "none",
            "callId",
            CallId.fromLongs(1, 1).value(),
            "nodeName",
            "no-such-node");
    for (String name : route.path().parameters()) {
      assertThat(values).containsKey(name);
      path = path.replace("{" + name + "}", values.get(name));
    }
    return path;
  }
}
