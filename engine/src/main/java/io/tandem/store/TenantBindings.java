package io.tandem.store;

import com.datastax.oss.driver.api.core.cql.Row;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/**
 * A tenant's registered contacts, in slices: which extension lies in which slice is the registrar's
 * business. A row ends by itself soon after its binding.
 */
public final class TenantBindings {
  private static final String COLUMNS =
      "SELECT extension, contact, value, expires_at FROM bindings_by_tenant";

  private final Cql cql;
  private final TenantId tenant;
  private final Clock clock;

  TenantBindings(Cql cql, TenantId tenant, Clock clock) {
    this.cql = cql;
    this.tenant = tenant;
    this.clock = clock;
  }

  /** All bindings of a slice. */
  public CompletionStage<List<BindingRow>> slice(int slice) {
    return cql.list(
        TenantBindings::binding,
        COLUMNS + " WHERE tenant = ? AND slice = ?",
        tenant.value(),
        slice);
  }

  /** The bindings of one AOR. */
  public CompletionStage<List<BindingRow>> of(int slice, Extension extension) {
    return cql.list(
        TenantBindings::binding,
        COLUMNS + " WHERE tenant = ? AND slice = ? AND extension = ?",
        tenant.value(),
        slice,
        extension.value());
  }

  /**
   * Writes a binding, new or not. One that has expired already is removed instead. Cassandra counts
   * whole seconds and begins in the middle of one, so the row outlives its binding by up to 2 s.
   */
  public CompletionStage<Void> put(int slice, BindingRow row) {
    return cql.writeToPartition(List.of(request(slice, row)));
  }

  /**
   * Writes bindings as {@link #put} does, all of them in one mutation of the slice. Those that the
   * database refuses for good are left out, and {@code refused} is told of each, and why.
   */
  public CompletionStage<Void> putAll(
      int slice, List<BindingRow> rows, BiConsumer<BindingRow, Throwable> refused) {
    var writes = new IdentityHashMap<Cql.Request, BindingRow>();
    var requests = rows.stream().map(row -> request(slice, row)).toList();
    for (int i = 0; i < rows.size(); i++) {
      writes.put(requests.get(i), rows.get(i));
    }
    return cql.writeToPartition(
        requests, (write, failure) -> refused.accept(writes.get(write), failure));
  }

  private Cql.Request request(int slice, BindingRow row) {
    long left = Duration.between(clock.instant(), row.expiresAt()).toMillis();
    if (left <= 0) {
      return Cql.Request.of(
          "DELETE FROM bindings_by_tenant"
              + " WHERE tenant = ? AND slice = ? AND extension = ? AND contact = ?",
          tenant.value(),
          slice,
          row.extension().value(),
          row.contact());
    }
    return Cql.Request.of(
        "INSERT INTO bindings_by_tenant"
            + " (tenant, slice, extension, contact, value, expires_at)"
            + " VALUES (?, ?, ?, ?, ?, ?) USING TTL ?",
        tenant.value(),
        slice,
        row.extension().value(),
        row.contact(),
        row.json(),
        row.expiresAt(),
        Math.toIntExact(left / 1000 + 2));
  }

  /** Removes a binding, present or not. */
  public CompletionStage<Void> remove(int slice, Extension extension, String contact) {
    return cql.write(
        "DELETE FROM bindings_by_tenant"
            + " WHERE tenant = ? AND slice = ? AND extension = ? AND contact = ?",
        tenant.value(),
        slice,
        extension.value(),
        contact);
  }

  /** Removes all bindings of one AOR. */
  public CompletionStage<Void> removeAll(int slice, Extension extension) {
    return cql.write(
        "DELETE FROM bindings_by_tenant WHERE tenant = ? AND slice = ? AND extension = ?",
        tenant.value(),
        slice,
        extension.value());
  }

  /** Removes the whole slice. */
  public CompletionStage<Void> erase(int slice) {
    return cql.write(
        "DELETE FROM bindings_by_tenant WHERE tenant = ? AND slice = ?", tenant.value(), slice);
  }

  private static BindingRow binding(Row row) {
    return new BindingRow(
        new Extension(row.getString("extension")),
        row.getString("contact"),
        row.getString("value"),
        row.getInstant("expires_at"));
  }
}
