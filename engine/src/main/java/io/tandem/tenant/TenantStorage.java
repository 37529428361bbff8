package io.tandem.tenant;

import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What tenants need of the database. Every step is atomic and may be repeated. A stage that fails
 * leaves open whether the step was done.
 */
public interface TenantStorage {

  /** A tenant's objects at one moment. */
  record Stored(long version, List<StoredObject> objects) {}

  /** A SIP domain and its owner; not confirmed while its tenant is being created. */
  record DomainOwner(Domain domain, TenantId tenant, boolean confirmed) {}

  /**
   * What the audit log says of a change.
   *
   * @param action as in {@code extension.update}
   * @param object what was changed, as in {@code extension/1001}
   * @param before the object before, JSON without secrets, or {@code null}
   * @param after the object after, JSON without secrets, or {@code null}
   */
  record Audit(
      Instant at, Origin origin, String action, String object, String before, String after) {}

  /** Whether the database answers now; never fails. */
  CompletionStage<Boolean> answers();

  /** A tenant's objects; empty when there are none. */
  CompletionStage<Optional<Stored>> read(TenantId tenant);

  /** A tenant's version alone; 0 when there is no such tenant. */
  CompletionStage<Long> version(TenantId tenant);

  /** Writes the objects of a new tenant at version 1; false when it exists. */
  CompletionStage<Boolean> create(TenantId tenant, List<StoredObject> objects, Audit audit);

  /** Writes {@code change}; false when the tenant is not at the version before it. */
  CompletionStage<Boolean> change(TenantChanged change, Audit audit);

  /** Removes all of a tenant's objects, its key included. */
  CompletionStage<Void> erase(TenantId tenant);

  /**
   * Reserves {@code domain} for a while, unless it is the tenant's already; takes over an expired
   * reservation.
   *
   * @return false when it is another tenant's
   */
  CompletionStage<Boolean> reserve(Domain domain, TenantId tenant, Duration reservedFor);

  /** Makes a reserved domain the tenant's for good; false when it is not reserved for it. */
  CompletionStage<Boolean> confirm(Domain domain, TenantId tenant);

  /** Gives a domain up; false when it was not the tenant's. */
  CompletionStage<Boolean> release(Domain domain, TenantId tenant);

  /** The owner of a domain. */
  CompletionStage<Optional<DomainOwner>> owner(Domain domain);

  /** All domains, in no order. */
  CompletionStage<List<DomainOwner>> domains();

  /** Brings what earlier releases have stored into the form of this one; may be repeated. */
  CompletionStage<Void> tidy();

  /** Puts a tenant on the list of all, or replaces its summary. */
  CompletionStage<Void> enlist(TenantSummary summary);

  /** Takes a tenant off the list. */
  CompletionStage<Void> delist(TenantId tenant);

  /**
   * A page of the list, by id.
   *
   * @throws IllegalArgumentException when {@code after} is no cursor of this list
   */
  CompletionStage<Page<TenantSummary>> page(String after, int size);
}
