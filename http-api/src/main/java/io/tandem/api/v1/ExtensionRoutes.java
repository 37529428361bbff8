package io.tandem.api.v1;

import static io.tandem.api.v1.TenantRequests.or;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Method;
import io.tandem.api.http.Page;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.tenant.ExtensionConfiguration;
import io.tandem.tenant.ExtensionWish;
import io.tandem.tenant.Outcome;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.Tenants;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A tenant's extensions. Passwords are written and never read. */
final class ExtensionRoutes {
  private static final String LIST = "/v1/tenants/{tenantId}/extensions";
  private static final String ONE = LIST + "/{number}";

  private final Tenants tenants;

  ExtensionRoutes(Tenants tenants) {
    this.tenants = tenants;
  }

  /** An extension as it is read. */
  record ExtensionView(Extension number, String displayName, boolean enabled, Duration ringTime) {
    static ExtensionView of(ExtensionConfiguration extension) {
      return new ExtensionView(
          extension.number(), extension.displayName(), extension.enabled(), extension.ringTime());
    }
  }

  /** A new extension. */
  record NewExtension(
      String number, String displayName, Boolean enabled, String password, Duration ringTime) {
    @Override
    public String toString() {
      return "NewExtension[" + number + "]";
    }
  }

  /** What an extension shall be; the password may be left out when it is to stay. */
  record ExtensionChange(String displayName, Boolean enabled, String password, Duration ringTime) {
    ExtensionWish asWish() {
      return new ExtensionWish(or(displayName, ""), or(enabled, true), password, ringTime);
    }

    ExtensionWish applyTo(ExtensionWish now) {
      return new ExtensionWish(
          or(displayName, now.displayName()),
          or(enabled, now.enabled()),
          password,
          or(ringTime, now.ringTime()));
    }

    @Override
    public String toString() {
      return "ExtensionChange[" + displayName + "]";
    }
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.of(
                Method.GET,
                LIST,
                Access.TENANT_ADMIN,
                "List extensions by number",
                200,
                Page.class,
                this::list)
            .taking(TenantRoutes.CURSOR, TenantRoutes.LIMIT),
        Endpoint.withBody(
            Method.POST,
            LIST,
            Access.TENANT_ADMIN,
            "Create an extension",
            NewExtension.class,
            201,
            ExtensionView.class,
            this::create),
        Endpoint.of(
            Method.GET,
            ONE,
            Access.TENANT_ADMIN,
            "Read an extension",
            200,
            ExtensionView.class,
            this::read),
        Endpoint.withBody(
            Method.PUT,
            ONE,
            Access.TENANT_ADMIN,
            "Create or replace an extension",
            ExtensionChange.class,
            200,
            ExtensionView.class,
            this::put),
        Endpoint.withBody(
            Method.PATCH,
            ONE,
            Access.TENANT_ADMIN,
            "Change an extension",
            ExtensionChange.class,
            200,
            ExtensionView.class,
            this::change),
        Endpoint.of(
            Method.DELETE,
            ONE,
            Access.TENANT_ADMIN,
            "Remove an extension",
            204,
            Void.class,
            this::remove));
  }

  private CompletionStage<Answer> list(ApiRequest<Void> request) {
    int size = Fields.pageSize(request);
    if (size < 0) {
      return done(Fields.wrongParameter("limit", "1 to 1000"));
    }
    return tenants
        .extensions(Paths.tenant(request), request.query().get("cursor"), size)
        .thenApply(
            outcome ->
                outcome instanceof Outcome.Done<io.tandem.tenant.Page<ExtensionConfiguration>> found
                    ? Answer.ok(page(found.value()))
                    : Outcomes.answer(outcome, Answer::ok));
  }

  private static Page<ExtensionView> page(io.tandem.tenant.Page<ExtensionConfiguration> page) {
    return new Page<>(page.items().stream().map(ExtensionView::of).toList(), page.next());
  }

  private CompletionStage<Answer> create(ApiRequest<NewExtension> request) {
    NewExtension wanted = request.body();
    var refusal =
        new Fields()
            .check("number", wanted.number(), Extension::isValid, "2 to 15 digits")
            .refusal();
    if (refusal.isPresent()) {
      return done(refusal.get());
    }
    TenantId tenant = Paths.tenant(request);
    var wish =
        new ExtensionChange(
                wanted.displayName(), wanted.enabled(), wanted.password(), wanted.ringTime())
            .asWish();
    return tenants
        .putExtension(
            tenant,
            new Extension(wanted.number()),
            wish,
            PutMode.CREATE,
            Outcomes.expected(request),
            Outcomes.origin(request))
        .thenApply(
            outcome ->
                Outcomes.answer(
                    outcome,
                    made ->
                        Answer.created(
                            "/v1/tenants/%s/extensions/%s".formatted(tenant, made.number()),
                            ExtensionView.of(made))));
  }

  private CompletionStage<Answer> read(ApiRequest<Void> request) {
    return Paths.withExtension(
        request,
        number ->
            tenants
                .extension(Paths.tenant(request), number)
                .thenApply(o -> Outcomes.answer(o, e -> Answer.ok(ExtensionView.of(e)))));
  }

  private CompletionStage<Answer> put(ApiRequest<ExtensionChange> request) {
    return Paths.withExtension(
        request,
        number -> write(request, number, request.body().asWish(), PutMode.CREATE_OR_REPLACE));
  }

  private CompletionStage<Answer> change(ApiRequest<ExtensionChange> request) {
    return Paths.withExtension(
        request,
        number ->
            tenants
                .extension(Paths.tenant(request), number)
                .thenCompose(
                    outcome -> {
                      if (!(outcome instanceof Outcome.Done<ExtensionConfiguration> found)) {
                        return done(Outcomes.answer(outcome, Answer::ok));
                      }
                      var wish = request.body().applyTo(ExtensionWish.of(found.value()));
                      return write(request, number, wish, PutMode.REPLACE);
                    }));
  }

  private CompletionStage<Answer> write(
      ApiRequest<ExtensionChange> request, Extension number, ExtensionWish wish, PutMode mode) {
    return tenants
        .putExtension(
            Paths.tenant(request),
            number,
            wish,
            mode,
            Outcomes.expected(request),
            Outcomes.origin(request))
        .thenApply(o -> Outcomes.answer(o, e -> Answer.ok(ExtensionView.of(e))));
  }

  private CompletionStage<Answer> remove(ApiRequest<Void> request) {
    return Paths.withExtension(
        request,
        number ->
            tenants
                .removeExtension(
                    Paths.tenant(request),
                    number,
                    Outcomes.expected(request),
                    Outcomes.origin(request))
                .thenApply(o -> Outcomes.answer(o, e -> Answer.noContent())));
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
