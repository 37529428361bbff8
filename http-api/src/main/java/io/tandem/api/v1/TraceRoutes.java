package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Page;
import io.tandem.api.http.Problem;
import io.tandem.api.http.Required;
import io.tandem.audit.AuditEvent;
import io.tandem.audit.AuditTrail;
import io.tandem.id.Extension;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.store.AuditKind;
import io.tandem.tenant.Outcome;
import io.tandem.tenant.TenantConfiguration;
import io.tandem.tenant.Tenants;
import io.tandem.trace.Trace;
import io.tandem.trace.TraceFilter;
import io.tandem.trace.Traces;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * SIP traces of the node that is asked: begun, listed, fetched as a capture file, ended. A tenant's
 * administrator sees the messages whose From or To has the tenant's domain, and no others.
 */
final class TraceRoutes {
  private static final String ALL = "/v1/traces";
  private static final String TENANTS = Paths.TENANT + "/traces";
  private static final String ONE = "/{traceId}";
  private static final String PCAP = ONE + "/pcap";
  private static final String PCAP_TYPE = "application/vnd.tcpdump.pcap";
  private static final Duration STANDARD = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  private final Traces traces;
  private final Tenants tenants;
  private final AuditTrail audit;

  TraceRoutes(Traces traces, Tenants tenants, AuditTrail audit) {
    this.traces = traces;
    this.tenants = tenants;
    this.audit = audit;
  }

  /**
   * What a system administrator wants to see: all of what is given must hold.
   *
   * @param duration a second to an hour; ten minutes unless given
   * @param log whether the messages go to the node's log, too
   */
  record TraceWish(
      TenantId tenantId, String extension, String address, Duration duration, Boolean log) {}

  /** What a tenant's administrator wants to see of the tenant. */
  record TenantTraceWish(String extension, Duration duration) {}

  /**
   * A trace as it is read.
   *
   * @param node whose messages it shows
   * @param messages how many it has shown
   */
  record SipTraceView(
      @Required String id,
      @Required NodeId node,
      TenantId tenantId,
      String domain,
      String extension,
      String address,
      @Required Instant until,
      boolean log,
      long messages) {}

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.post(ALL, Access.SYSTEM_ADMIN, TraceWish.class)
            .named("startTrace", "Trace SIP at this node: of a tenant, an extension or an address")
            .answers(201, SipTraceView.class)
            .by(this::start),
        Endpoint.get(ALL, Access.SYSTEM_ADMIN)
            .named("listTraces", "List the traces of this node")
            .answersPageOf(SipTraceView.class)
            .by(request -> list(Optional.empty())),
        Endpoint.get(ALL + PCAP, Access.SYSTEM_ADMIN)
            .named("readTrace", "Read what a trace has kept, as a capture file (pcap)")
            .answers(200, String.class)
            .by(request -> pcap(request, Optional.empty())),
        Endpoint.delete(ALL + ONE, Access.SYSTEM_ADMIN)
            .named("endTrace", "End a trace and forget what it has kept")
            .answers(204, Void.class)
            .by(request -> end(request, Optional.empty())),
        Endpoint.post(TENANTS, Access.TENANT_ADMIN, TenantTraceWish.class)
            .named("startTenantTrace", "Trace the tenant's SIP at this node")
            .answers(201, SipTraceView.class)
            .by(this::startOfTenant),
        Endpoint.get(TENANTS, Access.TENANT_ADMIN)
            .named("listTenantTraces", "List the tenant's traces at this node")
            .answersPageOf(SipTraceView.class)
            .by(request -> list(Optional.of(Paths.tenant(request)))),
        Endpoint.get(TENANTS + PCAP, Access.TENANT_ADMIN)
            .named("readTenantTrace", "Read what a trace has kept, as a capture file (pcap)")
            .answers(200, String.class)
            .by(request -> pcap(request, Optional.of(Paths.tenant(request)))),
        Endpoint.delete(TENANTS + ONE, Access.TENANT_ADMIN)
            .named("endTenantTrace", "End a trace and forget what it has kept")
            .answers(204, Void.class)
            .by(request -> end(request, Optional.of(Paths.tenant(request)))));
  }

  private CompletionStage<Answer> start(ApiRequest<TraceWish> request) {
    var wish = request.body();
    check(wish.extension(), wish.duration())
        .check("address", wish.address(), text -> address(text) != null, "an IP address")
        .check(
            "extension",
            wish.extension() == null && wish.address() == null && wish.tenantId() == null
                ? ""
                : null,
            none -> false,
            "given, or tenant_id or address")
        .orRefuse();
    boolean log = Fields.or(wish.log(), false);
    var address = wish.address() == null ? null : address(wish.address());
    if (wish.tenantId() == null) {
      var filter = new TraceFilter(null, wish.extension(), address);
      return CompletableFuture.completedFuture(
          begin(request, null, filter, wish.duration(), log, ALL));
    }
    return domain(wish.tenantId())
        .thenApply(
            domain ->
                domain == null
                    ? Outcomes.notFound()
                    : begin(
                        request,
                        null,
                        new TraceFilter(domain, wish.extension(), address),
                        wish.duration(),
                        log,
                        ALL));
  }

  private CompletionStage<Answer> startOfTenant(ApiRequest<TenantTraceWish> request) {
    var wish = request.body();
    var tenant = Paths.tenant(request);
    check(wish.extension(), wish.duration()).orRefuse();
    return domain(tenant)
        .thenApply(
            domain ->
                domain == null
                    ? Outcomes.notFound()
                    : begin(
                        request,
                        tenant,
                        new TraceFilter(domain, wish.extension(), null),
                        wish.duration(),
                        false,
                        Paths.TENANTS + "/" + tenant + "/traces"));
  }

  private static Fields check(String extension, Duration duration) {
    String wrong =
        duration != null
                && (duration.compareTo(Duration.ofSeconds(1)) < 0
                    || duration.compareTo(LONGEST) > 0)
            ? duration.toString()
            : null;
    return new Fields()
        .check("extension", extension, Extension::isValid, "the number of an extension")
        .check("duration", wrong, none -> false, "PT1S to PT1H");
  }

  private CompletionStage<String> domain(TenantId tenant) {
    return tenants
        .get(tenant)
        .thenApply(
            outcome ->
                outcome instanceof Outcome.Done<TenantConfiguration> found
                    ? found.value().profile().domain().value()
                    : null);
  }

  /** A literal alone: nobody is asked for a name. */
  private static InetAddress address(String text) {
    if (!ADDRESS.matcher(text).matches()) {
      return null;
    }
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private Answer begin(
      ApiRequest<?> request,
      TenantId tenant,
      TraceFilter filter,
      Duration wanted,
      boolean log,
      String path) {
    var trace = traces.start(tenant, filter, Fields.or(wanted, STANDARD), log);
    if (trace.isEmpty()) {
      return Answer.problem(
              Problem.Kind.UNAVAILABLE,
              "%d traces run at a time at a node, and %d of a tenant; end one with DELETE"
                  .formatted(Traces.MOST, Traces.MOST_OF_A_TENANT))
          .withHeader("Retry-After", "60");
    }
    var view = view(trace.get());
    audit.add(
        new AuditEvent(
            tenant,
            AuditKind.CHANGE,
            request.principal().username(),
            request.remote(),
            "trace.start",
            "trace/" + view.id(),
            details(view)));
    return Answer.created(path + "/" + view.id(), view);
  }

  private static Map<String, Object> details(SipTraceView view) {
    var details = new LinkedHashMap<String, Object>();
    details.put("until", view.until());
    details.put("domain", view.domain());
    details.put("extension", view.extension());
    details.put("address", view.address());
    details.values().removeIf(Objects::isNull);
    return details;
  }

  private CompletionStage<Answer> list(Optional<TenantId> tenant) {
    var all = traces.list().stream().filter(trace -> isOf(trace, tenant)).map(this::view).toList();
    return CompletableFuture.completedFuture(Answer.ok(new Page<>(all, null)));
  }

  private CompletionStage<Answer> pcap(ApiRequest<Void> request, Optional<TenantId> tenant) {
    return CompletableFuture.completedFuture(
        find(request, tenant)
            .map(trace -> Answer.file(PCAP_TYPE, trace.pcap()))
            .orElseGet(Outcomes::notFound));
  }

  private CompletionStage<Answer> end(ApiRequest<Void> request, Optional<TenantId> tenant) {
    boolean removed = find(request, tenant).filter(trace -> traces.remove(trace.id())).isPresent();
    return CompletableFuture.completedFuture(removed ? Answer.noContent() : Outcomes.notFound());
  }

  private Optional<Trace> find(ApiRequest<Void> request, Optional<TenantId> tenant) {
    String id = request.parameter("traceId");
    return traces.list().stream()
        .filter(trace -> trace.id().equals(id) && isOf(trace, tenant))
        .findFirst();
  }

  /** A system administrator sees all. */
  private static boolean isOf(Trace trace, Optional<TenantId> tenant) {
    return tenant.isEmpty() || tenant.get().equals(trace.tenant());
  }

  private SipTraceView view(Trace trace) {
    var filter = trace.filter();
    return new SipTraceView(
        trace.id(),
        traces.node(),
        trace.tenant(),
        filter.domain(),
        filter.extension(),
        filter.address() == null ? null : filter.address().getHostAddress(),
        trace.until(),
        trace.logged(),
        trace.messages());
  }
}
