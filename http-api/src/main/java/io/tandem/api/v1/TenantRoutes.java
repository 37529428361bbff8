package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.auth.Passwords;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Method;
import io.tandem.api.http.Page;
import io.tandem.api.http.QueryParameter;
import io.tandem.api.v1.TenantRequests.NewTenant;
import io.tandem.api.v1.TenantRequests.SettingsChange;
import io.tandem.api.v1.TenantRequests.TenantChange;
import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import io.tandem.tenant.Limits;
import io.tandem.tenant.Outcome;
import io.tandem.tenant.TenantConfiguration;
import io.tandem.tenant.TenantProfile;
import io.tandem.tenant.TenantSettings;
import io.tandem.tenant.TenantStatus;
import io.tandem.tenant.TenantSummary;
import io.tandem.tenant.TenantWish;
import io.tandem.tenant.Tenants;
import io.tandem.tenant.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Tenants: create, list, read, change, delete; their settings and what they use of their limits.
 */
final class TenantRoutes {
  static final QueryParameter CURSOR =
      new QueryParameter("cursor", "next_cursor of the page before");
  static final QueryParameter LIMIT =
      new QueryParameter("limit", "items in a page, 1 to 1000, default 100");

  private static final String PATH = "/v1/tenants/{tenantId}";

  private final Tenants tenants;
  private final Passwords passwords;

  TenantRoutes(Tenants tenants, Passwords passwords) {
    this.tenants = tenants;
    this.passwords = passwords;
  }

  /** A tenant as it is read. */
  record TenantView(
      TenantId id,
      Domain domain,
      String displayName,
      TenantStatus status,
      Limits limits,
      TenantSettings settings,
      Instant createdAt,
      Instant expiresAt) {
    static TenantView of(TenantId id, TenantProfile profile) {
      return new TenantView(
          id,
          profile.domain(),
          profile.displayName(),
          profile.status(),
          profile.limits(),
          profile.settings(),
          profile.createdAt(),
          profile.expiresAt());
    }
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.of(
                Method.GET,
                "/v1/tenants",
                Access.SYSTEM_ADMIN,
                "List tenants",
                200,
                Page.class,
                this::list)
            .taking(CURSOR, LIMIT),
        Endpoint.withBody(
            Method.POST,
            "/v1/tenants",
            Access.SYSTEM_ADMIN,
            "Create a tenant with its first administrator",
            NewTenant.class,
            201,
            TenantView.class,
            this::create),
        Endpoint.of(
            Method.GET,
            PATH,
            Access.TENANT_ADMIN,
            "Read a tenant",
            200,
            TenantView.class,
            this::read),
        Endpoint.withBody(
            Method.PATCH,
            PATH,
            Access.SYSTEM_ADMIN,
            "Change a tenant: name, status (suspend, resume), expiry, limits, settings",
            TenantChange.class,
            200,
            TenantView.class,
            request -> change(request, request.body()::applyTo)),
        Endpoint.of(
            Method.DELETE,
            PATH,
            Access.SYSTEM_ADMIN,
            "Delete a tenant and all its data; goes on after the answer",
            202,
            TenantView.class,
            this::delete),
        Endpoint.withBody(
            Method.PATCH,
            PATH + "/settings",
            Access.TENANT_ADMIN,
            "Change a tenant's settings",
            SettingsChange.class,
            200,
            TenantView.class,
            request -> change(request, settingsOnly(request.body()))),
        Endpoint.of(
            Method.GET,
            PATH + "/usage",
            Access.TENANT_ADMIN,
            "What the tenant uses of its limits",
            200,
            Usage.class,
            request ->
                tenants
                    .usage(Paths.tenant(request))
                    .thenApply(
                        usage ->
                            usage instanceof Outcome.Done<Usage> done
                                ? Answer.ok(done.value())
                                : Outcomes.notFound())));
  }

  private static UnaryOperator<TenantWish> settingsOnly(SettingsChange change) {
    return new TenantChange(null, null, null, null, change)::applyTo;
  }

  private CompletionStage<Answer> list(ApiRequest<Void> request) {
    int size = Fields.pageSize(request);
    if (size < 0) {
      return done(Fields.wrongParameter("limit", "1 to 1000"));
    }
    return tenants
        .list(request.query().get("cursor"), size)
        .thenApply(page -> Answer.ok(new Page<TenantSummary>(page.items(), page.next())));
  }

  private CompletionStage<Answer> create(ApiRequest<NewTenant> request) {
    NewTenant wanted = request.body();
    var administrator = wanted.administrator();
    String username = administrator == null ? null : administrator.username();
    String domain = wanted.domain() == null ? null : wanted.domain().toLowerCase(Locale.ROOT);
    var refusal =
        new Fields()
            .check("domain", domain, Domain::isValid, "a domain name such as acme.example")
            .check("administrator.username", username, Logins::isUsername, Logins.USERNAME_GRAMMAR)
            .check(
                "administrator.password",
                administrator == null ? null : administrator.password(),
                Logins::isPassword,
                Logins.PASSWORD_GRAMMAR)
            .refusal();
    if (refusal.isPresent()) {
      return done(refusal.get());
    }
    var blank = TenantWish.of(TenantProfile.of(new Domain(domain), domain));
    var wish =
        new TenantChange(wanted.displayName(), null, null, wanted.limits(), wanted.settings())
            .applyTo(blank);
    return passwords
        .hash(administrator.password())
        .thenCompose(
            hash ->
                tenants.create(new Domain(domain), wish, username, hash, Outcomes.origin(request)))
        .thenApply(outcome -> Outcomes.answer(outcome, TenantRoutes::created));
  }

  private static Answer created(TenantConfiguration tenant) {
    return Answer.created(
        "/v1/tenants/" + tenant.id(), TenantView.of(tenant.id(), tenant.profile()));
  }

  private CompletionStage<Answer> read(ApiRequest<Void> request) {
    TenantId id = Paths.tenant(request);
    return tenants
        .get(id)
        .thenApply(
            outcome ->
                outcome instanceof Outcome.Done<TenantConfiguration> found
                    ? Answer.ok(TenantView.of(id, found.value().profile()))
                        .withVersion(found.value().profile().version())
                    : Outcomes.answer(outcome, Answer::ok));
  }

  private <B> CompletionStage<Answer> change(
      ApiRequest<B> request, UnaryOperator<TenantWish> change) {
    TenantId id = Paths.tenant(request);
    return tenants
        .get(id)
        .thenCompose(
            outcome -> {
              if (!(outcome instanceof Outcome.Done<TenantConfiguration> found)) {
                return done(Outcomes.answer(outcome, Answer::ok));
              }
              var wish = change.apply(TenantWish.of(found.value().profile()));
              return tenants
                  .change(id, wish, Outcomes.expected(request), Outcomes.origin(request))
                  .thenApply(o -> Outcomes.answer(o, p -> Answer.ok(TenantView.of(id, p))));
            });
  }

  private CompletionStage<Answer> delete(ApiRequest<Void> request) {
    TenantId id = Paths.tenant(request);
    return tenants
        .delete(id, Outcomes.expected(request), Outcomes.origin(request))
        .thenApply(o -> Outcomes.answer(o, p -> Answer.accepted(TenantView.of(id, p))));
  }

  private static CompletionStage<Answer> done(Answer answer) {
    return CompletableFuture.completedFuture(answer);
  }
}
