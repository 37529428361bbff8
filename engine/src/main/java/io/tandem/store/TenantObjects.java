package io.tandem.store;

import com.datastax.oss.driver.api.core.cql.Row;
import io.tandem.id.TenantId;
import io.tandem.id.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tenant's configuration: one partition, one row an object, one version for the whole.
 *
 * <p>A change and its audit entry are one conditional batch, so that either both or neither happen.
 * A batch stays inside one table; the entry therefore lies in this partition first (kind {@value
 * #AUDIT_KIND}) and moves to the audit log afterwards, at the latest at the next {@link #read}.
 */
public final class TenantObjects {
  private static final Logger LOG = LoggerFactory.getLogger(TenantObjects.class);

  private static final int READ_ATTEMPTS = 5;
  private static final int LOGGED_ID = 100;

  /** Sorts behind every kind of object. */
  private static final String AUDIT_KIND = "~audit";

  /** Audit entries that the audit log does not take; behind {@link #AUDIT_KIND}. */
  private static final String REFUSED_KIND = AUDIT_KIND + "-refused";

  private static final String VERSION =
      "SELECT version FROM tenant_objects WHERE tenant = ? LIMIT 1";
  private static final String READ =
      "SELECT kind, id, version, value FROM tenant_objects WHERE tenant = ? AND kind < ?";
  private static final String FIRST =
      "UPDATE tenant_objects SET version = ? WHERE tenant = ? IF version = null";
  private static final String NEXT =
      "UPDATE tenant_objects SET version = ? WHERE tenant = ? IF version = ?";
  private static final String PUT =
      "INSERT INTO tenant_objects (tenant, kind, id, value) VALUES (?, ?, ?, ?)";
  private static final String PUT_FOR =
      "INSERT INTO tenant_objects (tenant, kind, id, value) VALUES (?, ?, ?, ?) USING TTL ?";
  private static final String DELETE =
      "DELETE FROM tenant_objects WHERE tenant = ? AND kind = ? AND id = ?";

  private final Cql cql;
  private final TenantId tenant;
  private final TenantAudit audit;

  TenantObjects(Cql cql, TenantId tenant, TenantAudit audit) {
    this.cql = cql;
    this.tenant = tenant;
    this.audit = audit;
  }

  /**
   * The whole configuration at one moment.
   *
   * @param version 1 for the first
   */
  public record Snapshot(long version, List<ObjectRow> rows) {
    public Snapshot {
      rows = List.copyOf(rows);
    }
  }

  /** Reads everything; empty when the tenant has no configuration. */
  public CompletionStage<Optional<Snapshot>> read() {
    return read(READ_ATTEMPTS).whenComplete((snapshot, error) -> moveLeftovers());
  }

  /**
   * The serial read of the version completes a change in flight first. The rows come in pages, so a
   * change may still fall between them: each row shows the version it was read at.
   */
  private CompletionStage<Optional<Snapshot>> read(int attempts) {
    return version()
        .thenCompose(
            version ->
                version == 0
                    ? CompletableFuture.completedFuture(Optional.<Snapshot>empty())
                    : readRows(version, attempts));
  }

  private CompletionStage<Optional<Snapshot>> readRows(long version, int attempts) {
    return cql.list(VersionedRow::of, READ, tenant.value(), AUDIT_KIND)
        .thenCompose(
            rows -> {
              if (rows.stream().allMatch(row -> row.version() == version)) {
                List<ObjectRow> objects = rows.stream().map(VersionedRow::object).toList();
                return CompletableFuture.completedFuture(
                    Optional.of(new Snapshot(version, objects)));
              }
              return attempts > 1
                  ? read(attempts - 1)
                  : CompletableFuture.failedFuture(
                      new StoreException("the configuration changes faster than it is read"));
            });
  }

  /** The version alone; 0 when the tenant has no configuration. */
  public CompletionStage<Long> version() {
    return cql.findSerial(row -> row.getLong("version"), VERSION, tenant.value())
        .thenApply(version -> version.orElse(0L));
  }

  /** Makes the first configuration, version 1, unless there is one. */
  public CompletionStage<ChangeResult> create(List<ObjectChange> changes, AuditEntry entry) {
    return apply(new Cql.Request(FIRST, 1L, tenant.value()), 1L, changes, entry);
  }

  /**
   * Makes all changes, or none when the version is no longer {@code expectedVersion}. When the
   * stage fails the outcome is unknown: read again.
   */
  public CompletionStage<ChangeResult> change(
      long expectedVersion, List<ObjectChange> changes, AuditEntry entry) {
    long next = expectedVersion + 1;
    var condition = new Cql.Request(NEXT, next, tenant.value(), expectedVersion);
    return apply(condition, next, changes, entry);
  }

  /**
   * Removes the whole configuration, its version included; for a tenant that nobody changes any
   * more. May be repeated.
   */
  public CompletionStage<Void> erase() {
    return cql.write("DELETE FROM tenant_objects WHERE tenant = ?", tenant.value())
        .thenCompose(erased -> version())
        .thenAccept(
            left -> {
              if (left > 0) {
                throw new StoreException("configuration of " + tenant + " is still there");
              }
            });
  }

  private CompletionStage<ChangeResult> apply(
      Cql.Request condition, long version, List<ObjectChange> changes, AuditEntry entry) {
    var batch = new ArrayList<Cql.Request>();
    batch.add(condition);
    changes.forEach(change -> batch.add(request(change)));
    batch.add(
        new Cql.Request(
            PUT_FOR,
            tenant.value(),
            AUDIT_KIND,
            entry.id(),
            AuditJson.write(entry),
            TenantAudit.RETENTION_SECONDS));
    return cql.tryWrite(batch)
        .thenApply(answer -> Cql.changeResult(answer, version))
        .whenComplete(
            (result, error) -> {
              if (result instanceof ChangeResult.Applied) {
                move(new Leftover(entry.id(), AuditJson.write(entry)));
              }
            });
  }

  private Cql.Request request(ObjectChange change) {
    if (change instanceof ObjectChange.Put put) {
      return new Cql.Request(PUT, tenant.value(), put.kind(), put.id(), put.json());
    }
    return new Cql.Request(DELETE, tenant.value(), change.kind(), change.id());
  }

  private void moveLeftovers() {
    cql.list(
            Leftover::of,
            "SELECT id, value FROM tenant_objects WHERE tenant = ? AND kind = ? LIMIT 1000",
            tenant.value(),
            AUDIT_KIND)
        .whenComplete(
            (leftovers, error) -> {
              if (error == null) {
                leftovers.forEach(this::move);
              } else {
                LOG.debug("Cannot look for audit entries of {} to move", tenant, error);
              }
            });
  }

  /** Copies first, then deletes: a crash in between copies the same entry once more. */
  private void move(Leftover leftover) {
    copy(leftover)
        .thenCompose(copied -> cql.write(DELETE, tenant.value(), AUDIT_KIND, leftover.id()))
        .whenComplete(
            (moved, error) -> {
              if (error != null) {
                LOG.debug("Audit entry {} moves to the log later", leftover.id(), error);
              }
            });
  }

  private CompletionStage<Void> copy(Leftover leftover) {
    Optional<AuditEntry> entry = AuditJson.read(leftover.json());
    if (entry.isEmpty()) {
      return setAside(leftover, "it is no audit entry");
    }
    return audit
        .append(entry.get())
        .exceptionallyCompose(
            error ->
                StoreException.isRefusal(error)
                    ? setAside(leftover, error.getMessage())
                    : CompletableFuture.failedFuture(error));
  }

  /** What the log never takes stays in the partition, readable, and in no other entry's way. */
  private CompletionStage<Void> setAside(Leftover leftover, String why) {
    cql.count("tandem.audit.refused");
    LOG.error(
        "Audit entry {} of tenant {} stays in tenant_objects as kind {}: {}",
        Text.cut(leftover.id(), LOGGED_ID),
        tenant,
        REFUSED_KIND,
        why);
    return cql.write(
        PUT_FOR,
        tenant.value(),
        REFUSED_KIND,
        leftover.id(),
        leftover.json(),
        TenantAudit.RETENTION_SECONDS);
  }

  private record Leftover(String id, String json) {
    static Leftover of(Row row) {
      return new Leftover(row.getString("id"), row.getString("value"));
    }
  }

  private record VersionedRow(long version, ObjectRow object) {
    static VersionedRow of(Row row) {
      var object =
          new ObjectRow(row.getString("kind"), row.getString("id"), row.getString("value"));
      return new VersionedRow(row.getLong("version"), object);
    }
  }
}
