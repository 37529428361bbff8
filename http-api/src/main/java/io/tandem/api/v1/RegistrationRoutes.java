package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Page;
import io.tandem.api.http.Required;
import io.tandem.id.Extension;
import io.tandem.id.NodeId;
import io.tandem.registrar.ExtensionBinding;
import io.tandem.registrar.Reachability;
import io.tandem.registrar.Registrar;
import io.tandem.sip.transport.HostPort;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where the tenant's phones are registered: list, and remove one. */
final class RegistrationRoutes {
  private static final String LIST = Paths.TENANT + "/registrations";
  private static final String ONE =
      Paths.TENANT + "/extensions/{number}/registrations/{registrationId}";

  private final Registrar registrar;

  RegistrationRoutes(Registrar registrar) {
    this.registrar = registrar;
  }

  /**
   * A registration as it is read.
   *
   * @param behindNat false where the phone can be reached at its Contact
   * @param reachability whether it answers between its REGISTERs
   * @param roundTripMs how long its last answer to that took
   * @param instance the {@code +sip.instance} of RFC 5626
   */
  record Registration(
      @Required String id,
      @Required Extension extension,
      @Required String contact,
      @Required String transport,
      @Required String receivedFrom,
      @Required NodeId node,
      double q,
      String userAgent,
      boolean behindNat,
      @Required Reachability reachability,
      Integer roundTripMs,
      String instance,
      Integer regId,
      @Required Instant registeredAt,
      @Required Instant expiresAt) {
    static Registration of(ExtensionBinding owned) {
      var binding = owned.binding();
      var remote = binding.flow().remote();
      return new Registration(
          binding.id(),
          owned.extension(),
          binding.contact(),
          binding.flow().transport().name(),
          new HostPort(remote.getAddress().getHostAddress(), remote.getPort()).toString(),
          binding.flow().node(),
          binding.q(),
          binding.userAgent(),
          !binding.direct(),
          binding.pulse().state(),
          binding.pulse().roundTripMillis(),
          binding.instance(),
          binding.regId() == 0 ? null : binding.regId(),
          binding.updatedAt(),
          binding.expiresAt());
    }
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.get(LIST, Access.TENANT_ADMIN)
            .named("listRegistrations", "List registrations by extension")
            .taking(Queries.CURSOR, Queries.LIMIT)
            .answersPageOf(Registration.class)
            .by(this::list),
        Endpoint.delete(ONE, Access.TENANT_ADMIN)
            .named(
                "removeRegistration",
                "Remove a registration; the phone is reached again when it registers anew")
            .answers(204, Void.class)
            .by(this::remove));
  }

  private CompletionStage<Answer> list(ApiRequest<Void> request) {
    return registrar
        .list(
            Paths.tenant(request),
            Queries.cursor(request, Extension::isValid),
            Queries.limit(request))
        .thenApply(
            page ->
                Answer.ok(
                    new Page<>(
                        page.bindings().stream().map(Registration::of).toList(), page.next())));
  }

  private CompletionStage<Answer> remove(ApiRequest<Void> request) {
    return registrar
        .remove(
            Paths.tenant(request), Paths.extension(request), request.parameter("registrationId"))
        .thenApply(was -> was ? Answer.noContent() : Outcomes.notFound());
  }
}
