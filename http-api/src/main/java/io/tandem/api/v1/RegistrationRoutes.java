package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Method;
import io.tandem.api.http.Page;
import io.tandem.id.Extension;
import io.tandem.id.NodeId;
import io.tandem.registrar.ExtensionBinding;
import io.tandem.registrar.Registrar;
import io.tandem.tenant.Outcome;
import io.tandem.tenant.TenantConfiguration;
import io.tandem.tenant.Tenants;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where the tenant's phones are registered: list, and remove one. */
final class RegistrationRoutes {
  private static final String LIST = "/v1/tenants/{tenantId}/registrations";
  private static final String ONE =
      "/v1/tenants/{tenantId}/extensions/{number}/registrations/{registrationId}";

  private final Tenants tenants;
  private final Registrar registrar;

  RegistrationRoutes(Tenants tenants, Registrar registrar) {
    this.tenants = tenants;
    this.registrar = registrar;
  }

  /** A registration as it is read. */
  record RegistrationView(
      String id,
      Extension extension,
      String contact,
      String transport,
      String receivedFrom,
      NodeId node,
      double q,
      String userAgent,
      Instant registeredAt,
      Instant expiresAt) {
    static RegistrationView of(ExtensionBinding owned) {
      var binding = owned.binding();
      var remote = binding.flow().remote();
      return new RegistrationView(
          binding.id(),
          owned.extension(),
          binding.contact(),
          binding.flow().transport().name(),
          remote.getAddress().getHostAddress() + ":" + remote.getPort(),
          binding.flow().node(),
          binding.q(),
          binding.userAgent(),
          binding.updatedAt(),
          binding.expiresAt());
    }
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.of(
                Method.GET,
                LIST,
                Access.TENANT_ADMIN,
                "List registrations by extension",
                200,
                Page.class,
                this::list)
            .taking(TenantRoutes.CURSOR, TenantRoutes.LIMIT),
        Endpoint.of(
            Method.DELETE,
            ONE,
            Access.TENANT_ADMIN,
            "Remove a registration; the phone is reached again when it registers anew",
            204,
            Void.class,
            this::remove));
  }

  private CompletionStage<Answer> list(ApiRequest<Void> request) {
    int size = Fields.pageSize(request);
    String cursor = request.query().get("cursor");
    if (size < 0) {
      return done(Fields.wrongParameter("limit", "1 to 1000"));
    }
    if (cursor != null && !Extension.isValid(cursor)) {
      return done(Fields.wrongParameter("cursor", "next_cursor of the page before"));
    }
    return tenants
        .get(Paths.tenant(request))
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.Done<TenantConfiguration> found
                    ? registrar
                        .list(found.value().id(), cursor, size)
                        .thenApply(
                            page ->
                                Answer.ok(
                                    new Page<>(
                                        page.bindings().stream().map(RegistrationView::of).toList(),
                                        page.next())))
                    : done(Outcomes.answer(outcome, Answer::ok)));
  }

  private CompletionStage<Answer> remove(ApiRequest<Void> request) {
    return Paths.withExtension(
        request,
        number ->
            registrar
                .remove(Paths.tenant(request), number, request.parameter("registrationId"))
                .thenApply(was -> was ? Answer.noContent() : Outcomes.notFound()));
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
