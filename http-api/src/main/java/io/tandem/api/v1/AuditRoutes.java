package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Page;
import io.tandem.api.http.QueryParameter;
import io.tandem.audit.AuditReader;
import io.tandem.id.TenantId;
import io.tandem.store.AuditKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The audit: of a tenant its changes, failures and sign-ins; of the installation what belongs to no
 * tenant, and all sign-ins. Newest first.
 */
final class AuditRoutes {
  private static final Duration DEFAULT_SPAN = Duration.ofDays(7);

  private static final QueryParameter FROM =
      new QueryParameter(
          "from", Instant.class, "entries of then or later; 7 days before to by default");
  private static final QueryParameter TO =
      new QueryParameter("to", Instant.class, "entries before; now by default");
  private static final QueryParameter KIND =
      new QueryParameter("kind", AuditKind.class, "exactly this kind");

  private final AuditReader audit;
  private final Clock clock;

  AuditRoutes(AuditReader audit, Clock clock) {
    this.audit = audit;
    this.clock = clock;
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.get(Paths.TENANT + "/audit", Access.TENANT_ADMIN)
            .named(
                "listTenantAudit",
                "List what happened to the tenant, newest first: changes, failures, sign-ins")
            .taking(FROM, TO, KIND, Queries.CURSOR, Queries.LIMIT)
            .answersPageOf(AuditedEvent.class)
            .by(request -> list(request, Optional.of(Paths.tenant(request)))),
        Endpoint.get("/v1/audit", Access.SYSTEM_ADMIN)
            .named("listAudit", "List what belongs to no tenant, and all sign-ins, newest first")
            .taking(FROM, TO, KIND, Queries.CURSOR, Queries.LIMIT)
            .answersPageOf(AuditedEvent.class)
            .by(request -> list(request, Optional.empty())));
  }

  private CompletionStage<Answer> list(ApiRequest<Void> request, Optional<TenantId> owner) {
    return read(query(request, owner))
        .thenApply(
            page ->
                Answer.ok(
                    new Page<>(
                        page.items().stream().map(AuditedEvent::of).toList(),
                        page.nextCursor().orElse(null))));
  }

  private CompletionStage<io.tandem.store.Page<io.tandem.store.AuditLog.Row>> read(
      AuditReader.Query query) {
    try {
      return audit.list(query);
    } catch (IllegalArgumentException e) {
      // All but the cursor, whose grammar is the store's own, has been checked.
      throw Queries.wrong(Queries.CURSOR, "next_cursor of the page before");
    }
  }

  /** A page may end within one millisecond, so {@code to} takes that of now in. */
  private AuditReader.Query query(ApiRequest<Void> request, Optional<TenantId> owner) {
    Instant to = Queries.time(request, TO, clock.instant().plusMillis(1));
    Instant from = Queries.time(request, FROM, to.minus(DEFAULT_SPAN));
    if (from.isAfter(to)) {
      throw Queries.wrong(FROM, "before to");
    }
    return new AuditReader.Query(
        owner,
        kinds(request),
        from,
        to,
        Optional.ofNullable(Queries.cursor(request, any -> true)),
        Queries.limit(request));
  }

  private static Set<AuditKind> kinds(ApiRequest<Void> request) {
    String wanted = request.query().get(KIND.name());
    if (wanted == null) {
      return EnumSet.allOf(AuditKind.class);
    }
    for (var kind : AuditKind.values()) {
      if (kind.name().equals(wanted)) {
        return EnumSet.of(kind);
      }
    }
    throw Queries.wrong(KIND, "one of " + List.of(AuditKind.values()));
  }
}
