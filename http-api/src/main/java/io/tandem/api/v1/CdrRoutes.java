package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Page;
import io.tandem.api.http.QueryParameter;
import io.tandem.cdr.CallResult;
import io.tandem.store.CdrQuery;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Call detail records: one by its id, those of a time newest first. */
final class CdrRoutes {
  private static final String LIST = Paths.TENANT + "/cdrs";
  private static final int LONGEST_PARTY = 100;
  private static final Duration DEFAULT_SPAN = Duration.ofDays(1);
  private static final Duration LONGEST_SPAN = Duration.ofDays(366);

  private static final QueryParameter FROM =
      new QueryParameter(
          "from", Instant.class, "calls that started then or later; 24 h before to by default");
  private static final QueryParameter TO =
      new QueryParameter(
          "to",
          Instant.class,
          "calls that started before; now by default, 366 days after from at most");
  private static final QueryParameter CALLER =
      new QueryParameter("caller", String.class, "exactly this extension or number");
  private static final QueryParameter CALLEE =
      new QueryParameter("callee", String.class, "exactly this extension or number");
  private static final QueryParameter RESULT =
      new QueryParameter("result", CallResult.class, "exactly this result");

  private final CdrReader cdrs;
  private final Clock clock;

  CdrRoutes(CdrReader cdrs, Clock clock) {
    this.cdrs = cdrs;
    this.clock = clock;
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.get(LIST, Access.TENANT_ADMIN)
            .named("listCdrs", "List call detail records, newest first; a page may be short")
            .taking(FROM, TO, CALLER, CALLEE, RESULT, Queries.CURSOR, Queries.LIMIT)
            .answersPageOf(Cdr.class)
            .by(this::list),
        Endpoint.get(LIST + "/{callId}", Access.TENANT_ADMIN)
            .named("readCdr", "Read a call detail record")
            .answers(200, Cdr.class)
            .by(this::read));
  }

  private CompletionStage<Answer> list(ApiRequest<Void> request) {
    return cdrs.list(Paths.tenant(request), query(request))
        .thenApply(
            page ->
                Answer.ok(
                    new Page<>(
                        page.items().stream().map(Cdr::of).toList(),
                        page.nextCursor().orElse(null))));
  }

  private CdrQuery query(ApiRequest<Void> request) {
    Instant to = Queries.time(request, TO, clock.instant());
    Instant from = Queries.time(request, FROM, to.minus(DEFAULT_SPAN));
    if (from.isAfter(to) || from.isBefore(to.minus(LONGEST_SPAN))) {
      throw Queries.wrong(FROM, "before to, 366 days at most");
    }
    String cursor = Queries.cursor(request, any -> true);
    try {
      return new CdrQuery(
          from,
          to,
          Queries.text(request, CALLER, LONGEST_PARTY),
          Queries.text(request, CALLEE, LONGEST_PARTY),
          result(request),
          Optional.ofNullable(cursor),
          Queries.limit(request));
    } catch (IllegalArgumentException e) {
      // All but the cursor, whose grammar is the store's own, has been checked.
      throw Queries.wrong(Queries.CURSOR, "next_cursor of the page before");
    }
  }

  private static Optional<String> result(ApiRequest<Void> request) {
    var result = Optional.ofNullable(request.query().get(RESULT.name()));
    if (result.isPresent()
        && Stream.of(CallResult.values()).noneMatch(known -> known.name().equals(result.get()))) {
      throw Queries.wrong(RESULT, "one of " + List.of(CallResult.values()));
    }
    return result;
  }

  private CompletionStage<Answer> read(ApiRequest<Void> request) {
    return cdrs.find(Paths.tenant(request), Paths.call(request))
        .thenApply(found -> found.map(cdr -> Answer.ok(Cdr.of(cdr))).orElseGet(Outcomes::notFound));
  }
}
