package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.auth.AccessTokens;
import io.tandem.api.auth.LoginThrottle;
import io.tandem.api.auth.Passwords;
import io.tandem.api.http.Answer;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Method;
import io.tandem.api.http.OpenApi;
import io.tandem.registrar.Registrar;
import io.tandem.tenant.Tenants;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** All endpoints of version 1. */
public final class Api {
  private Api() {}

  /**
   * What the endpoints work with.
   *
   * @param version the product's version, for the OpenAPI document
   */
  public record Services(
      Tenants tenants,
      Registrar registrar,
      CallControl calls,
      NodeControl nodes,
      Passwords passwords,
      LoginThrottle throttle,
      AccessTokens tokens,
      String version) {}

  /** The endpoints, the one that serves their own description among them. */
  public static List<Endpoint<?>> endpoints(Services services) {
    var endpoints = new ArrayList<Endpoint<?>>();
    endpoints.addAll(
        new TokenRoutes(
                services.tenants(), services.passwords(), services.throttle(), services.tokens())
            .endpoints());
    endpoints.addAll(new TenantRoutes(services.tenants(), services.passwords()).endpoints());
    endpoints.addAll(new ExtensionRoutes(services.tenants()).endpoints());
    endpoints.addAll(new RegistrationRoutes(services.tenants(), services.registrar()).endpoints());
    endpoints.addAll(new CallRoutes(services.calls()).endpoints());
    endpoints.addAll(new NodeRoutes(services.nodes()).endpoints());
    endpoints.add(description(endpoints, services.version()));
    return List.copyOf(endpoints);
  }

  private static Endpoint<Void> description(List<Endpoint<?>> endpoints, String version) {
    var document = OpenApi.describe(endpoints, version);
    return Endpoint.of(
        Method.GET,
        "/v1/openapi.json",
        Access.PUBLIC,
        "This API as OpenAPI 3.1",
        200,
        Object.class,
        request -> CompletableFuture.completedFuture(Answer.ok(document)));
  }
}
