package io.tandem.api.v1;

import static io.tandem.api.v1.Fields.or;
import static io.tandem.api.v1.Fields.orCleared;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Required;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.registrar.Registrar;
import io.tandem.tenant.ExtensionConfiguration;
import io.tandem.tenant.ExtensionWish;
import io.tandem.tenant.Outcome;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.Tenants;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A tenant's extensions. Passwords are written and never read. */
final class ExtensionRoutes {
  private static final String LIST = Paths.TENANT + "/extensions";
  private static final String ONE = LIST + "/{number}";

  private final Tenants tenants;
  private final Registrar registrar;

  ExtensionRoutes(Tenants tenants, Registrar registrar) {
    this.tenants = tenants;
    this.registrar = registrar;
  }

  /** An extension as it is read. */
  record ExtensionView(
      @Required Extension number,
      @Required String displayName,
      boolean enabled,
      Duration ringTime) {
    static ExtensionView of(ExtensionConfiguration extension) {
      return new ExtensionView(
          extension.number(), extension.displayName(), extension.enabled(), extension.ringTime());
    }
  }

  /** A new extension. */
  record NewExtension(
      @Required String number,
      String displayName,
      Boolean enabled,
      @Required String password,
      Duration ringTime) {
    ExtensionWish wish() {
      return new ExtensionWish(or(displayName, ""), or(enabled, true), password, ringTime);
    }

    @Override
    public String toString() {
      return "NewExtension[" + number + "]";
    }
  }

  /** What an extension shall be; the password may be left out when it is to stay. */
  record ExtensionChange(
      String displayName, Boolean enabled, String password, Optional<Duration> ringTime) {
    ExtensionWish wish() {
      return new ExtensionWish(
          or(displayName, ""), or(enabled, true), password, orCleared(ringTime, null));
    }

    ExtensionWish applyTo(ExtensionWish now) {
      return new ExtensionWish(
          or(displayName, now.displayName()),
          or(enabled, now.enabled()),
          password,
          orCleared(ringTime, now.ringTime()));
    }

    @Override
    public String toString() {
      return "ExtensionChange[" + displayName + "]";
    }
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.get(LIST, Access.TENANT_ADMIN)
            .named("listExtensions", "List extensions by number")
            .taking(Queries.CURSOR, Queries.LIMIT)
            .answersPageOf(ExtensionView.class)
            .by(this::list),
        Endpoint.post(LIST, Access.TENANT_ADMIN, NewExtension.class)
            .named("createExtension", "Create an extension")
            .answers(201, ExtensionView.class)
            .by(this::create),
        Endpoint.get(ONE, Access.TENANT_ADMIN)
            .named("readExtension", "Read an extension")
            .answers(200, ExtensionView.class)
            .by(this::read),
        Endpoint.put(ONE, Access.TENANT_ADMIN, ExtensionChange.class)
            .named("putExtension", "Create or replace an extension")
            .conditional()
            .answers(200, ExtensionView.class)
            .by(this::put),
        Endpoint.patch(ONE, Access.TENANT_ADMIN, ExtensionChange.class)
            .named(
                "changeExtension",
                "Change an extension; one that is disabled loses its registrations")
            .conditional()
            .answers(200, ExtensionView.class)
            .by(this::change),
        Endpoint.delete(ONE, Access.TENANT_ADMIN)
            .named("removeExtension", "Remove an extension and its registrations")
            .conditional()
            .answers(204, Void.class)
            .by(this::remove));
  }

  private CompletionStage<Answer> list(ApiRequest<Void> request) {
    return tenants
        .extensions(
            Paths.tenant(request),
            Queries.cursor(request, Extension::isValid),
            Queries.limit(request))
        .thenApply(outcome -> Outcomes.page(outcome, ExtensionView::of));
  }

  private CompletionStage<Answer> create(ApiRequest<NewExtension> request) {
    NewExtension wanted = request.body();
    new Fields().check("number", wanted.number(), Extension::isValid, "2 to 15 digits").orRefuse();
    return tenants
        .putExtension(
            Paths.tenant(request),
            new Extension(wanted.number()),
            wanted.wish(),
            PutMode.CREATE,
            OptionalLong.empty(),
            Outcomes.origin(request))
        .thenApply(
            outcome ->
                Outcomes.versioned(
                    outcome,
                    made ->
                        Answer.created(
                            location(Paths.tenant(request), made.number()),
                            ExtensionView.of(made))));
  }

  private CompletionStage<Answer> read(ApiRequest<Void> request) {
    return tenants
        .extension(Paths.tenant(request), Paths.extension(request))
        .thenApply(o -> Outcomes.versioned(o, found -> Answer.ok(ExtensionView.of(found))));
  }

  private CompletionStage<Answer> put(ApiRequest<ExtensionChange> request) {
    var tenant = Paths.tenant(request);
    var number = Paths.extension(request);
    return new Put<>(
            location(tenant, number),
            () -> tenants.extension(tenant, number),
            mode ->
                tenants
                    .putExtension(
                        tenant,
                        number,
                        request.body().wish(),
                        mode,
                        request.ifMatch(),
                        Outcomes.origin(request))
                    .thenCompose(outcome -> withoutPhones(request, outcome, isDisabled(outcome))),
            ExtensionView::of)
        .run(request.precondition());
  }

  private static String location(TenantId tenant, Extension number) {
    return Paths.TENANTS + "/" + tenant + "/extensions/" + number;
  }

  private CompletionStage<Answer> change(ApiRequest<ExtensionChange> request) {
    var tenant = Paths.tenant(request);
    var number = Paths.extension(request);
    return new Revision<>(
            request.ifMatch(),
            () -> tenants.extension(tenant, number),
            (now, version) ->
                tenants.putExtension(
                    tenant,
                    number,
                    request.body().applyTo(ExtensionWish.of(now)),
                    PutMode.REPLACE,
                    version,
                    Outcomes.origin(request)))
        .run()
        .thenCompose(outcome -> withoutPhones(request, outcome, isDisabled(outcome)))
        .thenApply(o -> Outcomes.versioned(o, now -> Answer.ok(ExtensionView.of(now))));
  }

  private CompletionStage<Answer> remove(ApiRequest<Void> request) {
    return tenants
        .removeExtension(
            Paths.tenant(request),
            Paths.extension(request),
            request.ifMatch(),
            Outcomes.origin(request))
        .thenCompose(outcome -> withoutPhones(request, outcome, isGone(outcome)))
        .thenApply(outcome -> Outcomes.plain(outcome, was -> Answer.noContent()));
  }

  /** One that is not there counts, too: the removal may have failed half-way and be repeated. */
  private static boolean isGone(Outcome<?> outcome) {
    return outcome instanceof Outcome.Done || outcome instanceof Outcome.NotFound;
  }

  private static boolean isDisabled(Outcome<ExtensionConfiguration> outcome) {
    return outcome instanceof Outcome.Done<ExtensionConfiguration> done && !done.value().enabled();
  }

  /**
   * Ends the registrations when {@code ended}: whoever gets the number next must not ring the phone
   * of the one before.
   */
  private <T> CompletionStage<Outcome<T>> withoutPhones(
      ApiRequest<?> request, Outcome<T> outcome, boolean ended) {
    return ended
        ? registrar
            .removeAll(Paths.tenant(request), Paths.extension(request))
            .thenApply(removed -> outcome)
        : CompletableFuture.completedFuture(outcome);
  }
}
