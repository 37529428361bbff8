package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.auth.AccessTokens;
import io.tandem.api.auth.LoginThrottle;
import io.tandem.api.auth.Passwords;
import io.tandem.api.http.Answer;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.OpenApi;
import io.tandem.audit.AuditReader;
import io.tandem.audit.AuditTrail;
import io.tandem.registrar.Registrar;
import io.tandem.tenant.Tenants;
import io.tandem.trace.Traces;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
      CdrReader cdrs,
      AuditReader audit,
      AuditTrail trail,
      CallControl calls,
      NodeControl nodes,
      Traces traces,
      Passwords passwords,
      LoginThrottle throttle,
      AccessTokens tokens,
      Clock clock,
      String version) {}

  /** The endpoints, the one that serves their own description among them. */
  public static List<Endpoint<?>> endpoints(Services services) {
    var tenants = services.tenants();
    var passwords = services.passwords();
    var clock = services.clock();
    var endpoints = new ArrayList<Endpoint<?>>();
    endpoints.addAll(
        new TokenRoutes(
                tenants, passwords, services.throttle(), services.tokens(), services.trail())
            .endpoints());
    endpoints.addAll(
        new InvitationRoutes(tenants, passwords, services.throttle(), clock).endpoints());
    endpoints.addAll(new AccountRoutes(tenants, passwords, services.trail()).endpoints());
    endpoints.addAll(new TenantRoutes(tenants, passwords, clock).endpoints());
    endpoints.addAll(new UserRoutes(tenants, passwords, clock).endpoints());
    endpoints.addAll(new ExtensionRoutes(tenants, services.registrar()).endpoints());
    endpoints.addAll(new RegistrationRoutes(services.registrar()).endpoints());
    endpoints.addAll(new CallRoutes(services.calls()).endpoints());
    endpoints.addAll(new CdrRoutes(services.cdrs(), clock).endpoints());
    endpoints.addAll(new TraceRoutes(services.traces(), tenants, services.trail()).endpoints());
    endpoints.addAll(new AuditRoutes(services.audit(), clock).endpoints());
    endpoints.addAll(new NodeRoutes(services.nodes(), services.trail()).endpoints());
    endpoints.add(description(endpoints, services.version()));
    return List.copyOf(endpoints);
  }

  private static Endpoint<?> description(List<Endpoint<?>> others, String version) {
    var own =
        Endpoint.get("/v1/openapi.json", Access.PUBLIC)
            .named("readOpenApi", "This API as OpenAPI 3.1")
            .answers(200, Map.class);
    var all = new ArrayList<>(others);
    all.add(own.by(request -> CompletableFuture.completedFuture(Answer.noContent())));
    var document = OpenApi.describe(all, version);
    return own.by(request -> CompletableFuture.completedFuture(Answer.ok(document)));
  }
}
