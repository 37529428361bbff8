package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.auth.Logins;
import io.tandem.api.auth.Passwords;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Page;
import io.tandem.api.http.Required;
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
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Tenants: create, list, read, change, delete; their settings and what they use of their limits.
 */
final class TenantRoutes {
  private final Tenants tenants;
  private final Secrets secrets;
  private final Clock clock;

  TenantRoutes(Tenants tenants, Passwords passwords, Clock clock) {
    this.tenants = tenants;
    this.secrets = new Secrets(passwords, clock);
    this.clock = clock;
  }

  /**
   * A tenant as it is read; the status is {@code EXPIRED} once its time is over.
   *
   * @param invitation its first administrator's, in the answer to the tenant's creation alone
   */
  record Tenant(
      @Required TenantId id,
      @Required Domain domain,
      @Required String displayName,
      @Required TenantStatus status,
      @Required Limits limits,
      @Required TenantSettings settings,
      @Required Instant createdAt,
      Instant expiresAt,
      Secrets.GivenInvitation invitation) {}

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.get(Paths.TENANTS, Access.SYSTEM_ADMIN)
            .named("listTenants", "List tenants")
            .taking(Queries.CURSOR, Queries.LIMIT)
            .answersPageOf(TenantSummary.class)
            .by(this::list),
        Endpoint.post(Paths.TENANTS, Access.SYSTEM_ADMIN, NewTenant.class)
            .named("createTenant", "Create a tenant with its first administrator")
            .answers(201, Tenant.class)
            .by(this::create),
        Endpoint.get(Paths.TENANT, Access.TENANT_ADMIN)
            .named("readTenant", "Read a tenant")
            .answers(200, Tenant.class)
            .by(this::read),
        Endpoint.patch(Paths.TENANT, Access.SYSTEM_ADMIN, TenantChange.class)
            .named(
                "changeTenant",
                "Change a tenant: name, status (suspend, resume), expiry, limits, settings")
            .conditional()
            .answers(200, Tenant.class)
            .by(request -> change(request, request.body()::applyTo)),
        Endpoint.delete(Paths.TENANT, Access.SYSTEM_ADMIN)
            .named("deleteTenant", "Delete a tenant and all its data; goes on after the answer")
            .conditional()
            .answers(202, Tenant.class)
            .by(this::delete),
        Endpoint.patch(Paths.TENANT + "/settings", Access.TENANT_ADMIN, SettingsChange.class)
            .named("changeTenantSettings", "Change a tenant's settings")
            .conditional()
            .answers(200, Tenant.class)
            .by(request -> change(request, request.body()::applyTo)),
        Endpoint.get(Paths.TENANT + "/usage", Access.TENANT_ADMIN)
            .named("readTenantUsage", "What the tenant uses of its limits")
            .answers(200, Usage.class)
            .by(this::usage));
  }

  private CompletionStage<Answer> list(ApiRequest<Void> request) {
    return tenants
        .list(Queries.cursor(request, TenantId::isValid), Queries.limit(request))
        .thenApply(page -> Answer.ok(new Page<>(page.items(), page.next())));
  }

  private CompletionStage<Answer> create(ApiRequest<NewTenant> request) {
    NewTenant wanted = request.body();
    String domain = wanted.domain().toLowerCase(Locale.ROOT);
    String username = wanted.administrator().username();
    var wish = wanted.administrator().secret();
    var fields =
        new Fields()
            .check("domain", domain, Domain::isValid, "a domain name such as acme.example")
            .check("administrator.username", username, Logins::isUsername, Logins.USERNAME_GRAMMAR);
    Secrets.check(fields, "administrator.", wish, true);
    fields.orRefuse();
    var name = new Domain(domain);
    return secrets
        .of(request.principal().username(), wish)
        .thenCompose(
            secret ->
                tenants
                    .create(
                        name,
                        wanted.wish(name),
                        username,
                        secret.stored(),
                        Outcomes.origin(request))
                    .thenApply(
                        outcome ->
                            Outcomes.versioned(
                                outcome,
                                made ->
                                    Answer.created(
                                        Paths.TENANTS + "/" + made.id(),
                                        view(made.id(), made.profile(), secret.invitation())))));
  }

  private CompletionStage<Answer> read(ApiRequest<Void> request) {
    TenantId id = Paths.tenant(request);
    return profile(id)
        .thenApply(o -> Outcomes.versioned(o, profile -> Answer.ok(view(id, profile))));
  }

  private <B> CompletionStage<Answer> change(
      ApiRequest<B> request, UnaryOperator<TenantWish> change) {
    TenantId id = Paths.tenant(request);
    return new Revision<>(
            request.ifMatch(),
            () -> profile(id),
            (now, version) ->
                tenants.change(
                    id, change.apply(TenantWish.of(now)), version, Outcomes.origin(request)))
        .run()
        .thenApply(o -> Outcomes.versioned(o, profile -> Answer.ok(view(id, profile))));
  }

  private CompletionStage<Answer> delete(ApiRequest<Void> request) {
    TenantId id = Paths.tenant(request);
    return tenants
        .delete(id, request.ifMatch(), Outcomes.origin(request))
        .thenApply(o -> Outcomes.versioned(o, profile -> Answer.accepted(view(id, profile))));
  }

  private CompletionStage<Answer> usage(ApiRequest<Void> request) {
    return tenants
        .usage(Paths.tenant(request))
        .thenApply(outcome -> Outcomes.plain(outcome, Answer::ok));
  }

  /** The profile with the version at which it last changed. */
  private CompletionStage<Outcome<TenantProfile>> profile(TenantId id) {
    return tenants
        .get(id)
        .thenApply(
            outcome ->
                outcome instanceof Outcome.Done<TenantConfiguration> found
                    ? new Outcome.Done<>(found.value().profile(), found.value().profile().version())
                    : outcome.map(TenantConfiguration::profile));
  }

  private Tenant view(TenantId id, TenantProfile profile) {
    return view(id, profile, null);
  }

  private Tenant view(TenantId id, TenantProfile profile, Secrets.GivenInvitation invitation) {
    return new Tenant(
        id,
        profile.domain(),
        profile.displayName(),
        profile.statusAt(clock.instant()),
        profile.limits(),
        profile.settings(),
        profile.createdAt(),
        profile.expiresAt(),
        invitation);
  }
}
