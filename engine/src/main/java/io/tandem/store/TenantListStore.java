package io.tandem.store;

import com.datastax.oss.driver.api.core.cql.Row;
import io.tandem.id.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The list of all tenants, in the order of their ids, in 16 partitions by an id's first bits. */
public final class TenantListStore {
  private static final int BUCKETS = 16;
  private static final int BUCKET_SHIFT = 60;

  private final Cql cql;

  TenantListStore(Cql cql) {
    this.cql = cql;
  }

  /** Puts a tenant on the list, or its summary in the old one's place. */
  public CompletionStage<Void> put(TenantRow row) {
    return cql.write(
        "INSERT INTO tenants (bucket, tenant, summary) VALUES (?, ?, ?)",
        bucket(row.tenant()),
        row.tenant().value(),
        row.summary());
  }

  /** Takes a tenant off the list. */
  public CompletionStage<Void> remove(TenantId tenant) {
    return cql.write(
        "DELETE FROM tenants WHERE bucket = ? AND tenant = ?", bucket(tenant), tenant.value());
  }

  /** One tenant. */
  public CompletionStage<Optional<TenantRow>> find(TenantId tenant) {
    return cql.find(
        TenantListStore::tenant,
        "SELECT tenant, summary FROM tenants WHERE bucket = ? AND tenant = ?",
        bucket(tenant),
        tenant.value());
  }

  /**
   * A part of the list.
   *
   * @param cursor where the page before ended
   * @param limit tenants a page, at least 1
   * @throws IllegalArgumentException when {@code cursor} is none of ours
   */
  public CompletionStage<Page<TenantRow>> page(Optional<String> cursor, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be positive, not " + limit);
    }
    Optional<TenantId> last = cursor.map(TenantId::new);
    return fill(
        last.map(TenantListStore::bucket).orElse(0),
        last.map(TenantId::value).orElse(""),
        limit,
        new ArrayList<>());
  }

  private CompletionStage<Page<TenantRow>> fill(
      int bucket, String after, int limit, List<TenantRow> found) {
    if (bucket == BUCKETS) {
      return CompletableFuture.completedFuture(new Page<>(found, Optional.empty()));
    }
    return cql.list(
            TenantListStore::tenant,
            "SELECT tenant, summary FROM tenants WHERE bucket = ? AND tenant > ? LIMIT ?",
            bucket,
            after,
            limit - found.size() + 1)
        .thenCompose(
            rows -> {
              found.addAll(rows);
              return found.size() > limit
                  ? CompletableFuture.completedFuture(full(found.subList(0, limit)))
                  : fill(bucket + 1, "", limit, found);
            });
  }

  private static Page<TenantRow> full(List<TenantRow> items) {
    TenantId last = items.get(items.size() - 1).tenant();
    return new Page<>(items, Optional.of(last.value()));
  }

  private static int bucket(TenantId tenant) {
    return (int) (tenant.toLong() >>> BUCKET_SHIFT);
  }

  private static TenantRow tenant(Row row) {
    return new TenantRow(new TenantId(row.getString("tenant")), row.getString("summary"));
  }
}
