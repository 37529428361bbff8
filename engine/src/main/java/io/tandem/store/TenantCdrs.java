package io.tandem.store;

import com.datastax.oss.driver.api.core.cql.Row;
import io.tandem.id.CallId;
import io.tandem.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * A tenant's call detail records: one partition an hour. A record's key is fixed at the call's
 * birth, so writing one again changes nothing.
 */
public final class TenantCdrs {
  private static final String INSERT =
      "INSERT INTO cdr_by_tenant (tenant, hour, started_at, call_id, direction, caller, callee,"
          + " result, answered_at, ended_at, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
          + " USING TTL ?";
  private static final String INSERT_AS_OF = INSERT + " AND TIMESTAMP ?";
  private static final String COLUMNS =
      "SELECT started_at, call_id, direction, caller, callee, result, answered_at, ended_at,"
          + " record FROM cdr_by_tenant WHERE tenant = ? AND hour = ?";

  private final Cql cql;
  private final TenantId tenant;

  TenantCdrs(Cql cql, TenantId tenant) {
    this.cql = cql;
    this.tenant = tenant;
  }

  /**
   * Writes records, those of one hour in one mutation. Keep a call of this below a hundred records:
   * Cassandra refuses batches above its {@code batch_size_fail_threshold}.
   *
   * @param retention how long they are kept; zero: for ever
   */
  public CompletionStage<Void> insert(List<CdrRow> rows, Duration retention) {
    int ttl = Math.toIntExact(retention.toSeconds());
    Map<Instant, List<CdrRow>> byHour =
        rows.stream().collect(Collectors.groupingBy(row -> hour(row.callId())));
    var writes = new ArrayList<CompletableFuture<Void>>();
    byHour.forEach(
        (hour, group) -> {
          writes.add(noteHour(hour, ttl).toCompletableFuture());
          writes.add(
              cql.writeToPartition(group.stream().map(row -> request(row, ttl)).toList())
                  .toCompletableFuture());
        });
    return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new));
  }

  /** One record. */
  public CompletionStage<Optional<CdrRow>> find(CallId callId) {
    return cql.find(
        TenantCdrs::cdr,
        COLUMNS + " AND started_at = ? AND call_id = ?",
        tenant.value(),
        hour(callId),
        callId.startedAt(),
        callId.value());
  }

  /** Records of a time, newest first, a page at a time. */
  public CompletionStage<Page<CdrRow>> list(CdrQuery query) {
    TimeCursor place = TimeCursor.start(query.cursor(), query.to());
    return hours(query.from(), place.at())
        .thenCompose(
            hours ->
                new BucketWalk<CdrRow>(
                        hours.iterator(),
                        (hour, from, limit) -> readHour(query, hour, from, limit),
                        row -> new TimeCursor(row.callId().startedAt(), row.callId().value()),
                        query.limit())
                    .from(place));
  }

  /**
   * Removes all records, for a tenant that is being deleted. May be repeated; what is written
   * afterwards stays.
   *
   * @param from no later than the tenant's first call
   * @param to no earlier than its last
   */
  public CompletionStage<Void> erase(Instant from, Instant to) {
    return hours(from, to)
        .thenCompose(
            hours -> {
              CompletionStage<Void> erased = CompletableFuture.completedFuture(null);
              for (Instant hour : hours) {
                erased = erased.thenCompose(done -> eraseHour(hour));
              }
              return erased;
            })
        .thenCompose(erased -> forgetHours(month(from), month(to)));
  }

  private CompletionStage<Void> eraseHour(Instant hour) {
    return cql.write(
        "DELETE FROM cdr_by_tenant WHERE tenant = ? AND hour = ?", tenant.value(), hour);
  }

  private CompletionStage<Void> forgetHours(YearMonth first, YearMonth last) {
    CompletionStage<Void> forgotten = CompletableFuture.completedFuture(null);
    for (YearMonth month = first; !month.isAfter(last); month = month.plusMonths(1)) {
      int number = number(month);
      forgotten =
          forgotten.thenCompose(
              done ->
                  cql.write(
                      "DELETE FROM cdr_hours WHERE tenant = ? AND month = ?",
                      tenant.value(),
                      number));
    }
    return forgotten;
  }

  private CompletionStage<List<CdrRow>> readHour(
      CdrQuery query, Instant hour, TimeCursor place, int limit) {
    var text = new StringBuilder(COLUMNS);
    var values = new ArrayList<Object>(List.of(tenant.value(), hour));
    text.append(" AND (started_at, call_id) < (?, ?) AND (started_at) >= (?)");
    values.addAll(List.of(place.at(), place.id(), query.from()));
    addFilter("caller", query.caller(), text, values);
    addFilter("callee", query.callee(), text, values);
    addFilter("result", query.result(), text, values);
    text.append(" LIMIT ?");
    values.add(limit);
    return cql.list(TenantCdrs::cdr, text.toString(), values.toArray());
  }

  private static void addFilter(
      String column, Optional<String> wanted, StringBuilder text, List<Object> values) {
    wanted.ifPresent(
        value -> {
          text.append(" AND ").append(column).append(" = ?");
          values.add(value);
        });
  }

  /** The hours that have records, newest first; all months are read at once. */
  private CompletionStage<List<Instant>> hours(Instant from, Instant to) {
    CompletionStage<List<Instant>> hours = CompletableFuture.completedFuture(new ArrayList<>());
    for (YearMonth month = month(to); !month.isBefore(month(from)); month = month.minusMonths(1)) {
      CompletionStage<List<Instant>> ofMonth = hoursOf(month, from, to);
      hours =
          hours.thenCombine(
              ofMonth,
              (all, more) -> {
                all.addAll(more);
                return all;
              });
    }
    return hours;
  }

  private CompletionStage<List<Instant>> hoursOf(YearMonth month, Instant from, Instant to) {
    return cql.list(
        row -> row.getInstant("hour"),
        "SELECT hour FROM cdr_hours WHERE tenant = ? AND month = ? AND hour >= ? AND hour <= ?",
        tenant.value(),
        number(month),
        from.truncatedTo(ChronoUnit.HOURS),
        to);
  }

  private CompletionStage<Void> noteHour(Instant hour, int ttl) {
    return cql.write(
        "INSERT INTO cdr_hours (tenant, month, hour) VALUES (?, ?, ?) USING TTL ?",
        tenant.value(),
        number(month(hour)),
        hour,
        ttl);
  }

  private Cql.Request request(CdrRow row, int ttl) {
    var values = new ArrayList<Object>();
    values.add(tenant.value());
    values.add(hour(row.callId()));
    values.add(row.callId().startedAt());
    values.add(row.callId().value());
    values.add(row.direction());
    values.add(row.caller());
    values.add(row.callee());
    values.add(row.result());
    values.add(row.answeredAt());
    values.add(row.endedAt());
    values.add(row.record());
    values.add(ttl);
    if (row.writtenAt() == null) {
      return new Cql.Request(INSERT, values.toArray());
    }
    values.add(ChronoUnit.MICROS.between(Instant.EPOCH, row.writtenAt()));
    return new Cql.Request(INSERT_AS_OF, values.toArray());
  }

  private static Instant hour(CallId callId) {
    return callId.startedAt().truncatedTo(ChronoUnit.HOURS);
  }

  private static YearMonth month(Instant at) {
    return YearMonth.from(at.atOffset(ZoneOffset.UTC));
  }

  private static int number(YearMonth month) {
    return month.getYear() * 100 + month.getMonthValue();
  }

  private static CdrRow cdr(Row row) {
    return new CdrRow(
        new CallId(row.getString("call_id")),
        row.getString("direction"),
        row.getString("caller"),
        row.getString("callee"),
        row.getString("result"),
        row.getInstant("answered_at"),
        row.getInstant("ended_at"),
        row.getString("record"),
        null);
  }
}
