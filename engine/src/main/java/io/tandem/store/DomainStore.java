package io.tandem.store;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Which tenant owns which SIP domain, unique in the installation.
 *
 * <p>A new owner takes three steps, each atomic and each repeatable: {@link #reserve}, then writing
 * the domain into its own configuration, then {@link #confirm}. Who crashes between them leaves a
 * reservation that another may take over once it has expired; {@link #confirm} then says no, and
 * the domain has to leave the configuration again.
 */
public final class DomainStore {
  private static final String PENDING = "PENDING";
  private static final String CONFIRMED = "CONFIRMED";
  private static final int ATTEMPTS = 5;
  private static final String FIND = "SELECT domain, tenant, state FROM domains WHERE domain = ?";

  private final Cql cql;
  private final Clock clock;

  DomainStore(Cql cql, Clock clock) {
    this.cql = cql;
    this.clock = clock;
  }

  /**
   * Reserves {@code domain} for {@code tenant}; renews its own reservation, takes over an expired
   * one of another.
   */
  public CompletionStage<Reservation> reserve(
      Domain domain, TenantId tenant, Duration reservedFor) {
    return reserve(domain, tenant, reservedFor, ATTEMPTS);
  }

  private CompletionStage<Reservation> reserve(
      Domain domain, TenantId tenant, Duration reservedFor, int attempts) {
    Instant until = clock.instant().plus(reservedFor);
    return cql.tryWrite(
            "INSERT INTO domains (domain, tenant, state, reserved_until) VALUES (?, ?, '"
                + PENDING
                + "', ?) IF NOT EXISTS",
            domain.value(),
            tenant.value(),
            until)
        .thenCompose(
            answer -> {
              if (answer.wasApplied()) {
                return CompletableFuture.<Reservation>completedFuture(
                    new Reservation.Pending(until));
              }
              return reserveExisting(Entry.of(answer.one()), domain, tenant, until)
                  .thenCompose(
                      result ->
                          result
                              .<CompletionStage<Reservation>>map(CompletableFuture::completedFuture)
                              .orElseGet(() -> again(domain, tenant, reservedFor, attempts - 1)));
            });
  }

  private CompletionStage<Reservation> again(
      Domain domain, TenantId tenant, Duration reservedFor, int attempts) {
    return attempts > 0
        ? reserve(domain, tenant, reservedFor, attempts)
        : CompletableFuture.failedFuture(new StoreException("others keep reserving " + domain));
  }

  /** Empty when the row changed under our hands. */
  private CompletionStage<Optional<Reservation>> reserveExisting(
      Entry entry, Domain domain, TenantId tenant, Instant until) {
    boolean own = entry.tenant().equals(tenant);
    if (own && entry.confirmed()) {
      return CompletableFuture.completedFuture(Optional.of(new Reservation.Confirmed()));
    }
    if (!own && (entry.confirmed() || entry.reservedUntil().isAfter(clock.instant()))) {
      return CompletableFuture.completedFuture(Optional.of(new Reservation.Taken(entry.tenant())));
    }
    return cql.tryWrite(
            "UPDATE domains SET tenant = ?, reserved_until = ? WHERE domain = ?"
                + " IF tenant = ? AND state = '"
                + PENDING
                + "' AND reserved_until = ?",
            tenant.value(),
            until,
            domain.value(),
            entry.tenant().value(),
            entry.reservedUntil())
        .thenApply(
            answer ->
                answer.wasApplied()
                    ? Optional.of(new Reservation.Pending(until))
                    : Optional.empty());
  }

  /**
   * Makes the domain {@code tenant}'s for good. The time of the reservation stays in the row and
   * means nothing any more: setting it to null would leave a tombstone in each row, which every
   * node reads whenever it compares all domains.
   *
   * @return false when it is not reserved for {@code tenant} (any more)
   */
  public CompletionStage<Boolean> confirm(Domain domain, TenantId tenant) {
    return cql.tryWrite(
            "UPDATE domains SET state = '" + CONFIRMED + "' WHERE domain = ? IF tenant = ?",
            domain.value(),
            tenant.value())
        .thenApply(AsyncResultSet::wasApplied);
  }

  /**
   * Gives the domain up, reserved or confirmed.
   *
   * @return false when it was not {@code tenant}'s
   */
  public CompletionStage<Boolean> release(Domain domain, TenantId tenant) {
    return cql.tryWrite(
            "DELETE FROM domains WHERE domain = ? IF tenant = ?", domain.value(), tenant.value())
        .thenApply(AsyncResultSet::wasApplied);
  }

  /**
   * The owner of one domain, reserved or confirmed. A quorum of the local data centre answers; only
   * of a name that is merely reserved it is asked serially, through all data centres, whether that
   * is all: its confirmation may be under way. So names that nobody owns cost no Paxos round.
   */
  public CompletionStage<Optional<DomainRow>> find(Domain domain) {
    return cql.find(DomainStore::domain, FIND, domain.value())
        .thenCompose(
            row ->
                row.isEmpty() || row.get().confirmed()
                    ? CompletableFuture.completedFuture(row)
                    : cql.findSerial(DomainStore::domain, FIND, domain.value()));
  }

  /** All domains, reserved ones included, in no order. */
  public CompletionStage<List<DomainRow>> list() {
    return cql.list(DomainStore::domain, "SELECT domain, tenant, state FROM domains");
  }

  /**
   * Writes over the tombstones that earlier releases have left in the rows of confirmed domains,
   * one row after the other. May be repeated; once all is tidy it only reads.
   *
   * @return how many rows had one
   */
  public CompletionStage<Integer> tidy() {
    return cql.list(
            row ->
                row.isNull("reserved_until") && CONFIRMED.equals(row.getString("state"))
                    ? Optional.of(domain(row))
                    : Optional.<DomainRow>empty(),
            "SELECT domain, tenant, state, reserved_until FROM domains")
        .thenCompose(
            rows -> {
              List<DomainRow> untidy = rows.stream().flatMap(Optional::stream).toList();
              CompletionStage<Void> tidied = CompletableFuture.completedFuture(null);
              for (DomainRow row : untidy) {
                tidied = tidied.thenCompose(done -> tidy(row));
              }
              return tidied.thenApply(done -> untidy.size());
            });
  }

  private CompletionStage<Void> tidy(DomainRow row) {
    return cql.tryWrite(
            "UPDATE domains SET reserved_until = ? WHERE domain = ? IF tenant = ? AND state = '"
                + CONFIRMED
                + "'",
            Instant.EPOCH,
            row.domain().value(),
            row.tenant().value())
        .thenAccept(answer -> {});
  }

  private static DomainRow domain(Row row) {
    return new DomainRow(
        new Domain(row.getString("domain")),
        new TenantId(row.getString("tenant")),
        CONFIRMED.equals(row.getString("state")));
  }

  private record Entry(TenantId tenant, boolean confirmed, Instant reservedUntil) {
    static Entry of(Row row) {
      return new Entry(
          new TenantId(row.getString("tenant")),
          CONFIRMED.equals(row.getString("state")),
          row.getInstant("reserved_until"));
    }
  }
}
