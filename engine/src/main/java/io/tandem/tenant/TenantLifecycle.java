package io.tandem.tenant;

import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import io.tandem.secret.KeyRing;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A tenant's first and last steps in the database, in an order that survives a crash between any
 * two: the list of tenants names every tenant of which anything may be left, with its domain.
 *
 * <pre>
 *  creation:  reserve domain → list → objects → confirm domain
 *  deletion:  (status DELETING is listed, then written) → data of others → objects → release domain
 *             → off the list
 * </pre>
 *
 * {@link #settle} finishes either after a crash.
 */
final class TenantLifecycle {
  /** How long a domain stays reserved for a creation that does not come to its end. */
  static final Duration RESERVATION = Duration.ofSeconds(30);

  private final TenantStorage storage;
  private final List<TenantEraser> erasers;
  private final KeyRing masterKeys;
  private final Clock clock;

  TenantLifecycle(
      TenantStorage storage, List<TenantEraser> erasers, KeyRing masterKeys, Clock clock) {
    this.storage = storage;
    this.erasers = List.copyOf(erasers);
    this.masterKeys = masterKeys;
    this.clock = clock;
  }

  /** A tenant to be created. */
  record NewTenant(
      Domain domain,
      TenantWish wish,
      String adminUsername,
      String adminPasswordHash,
      Origin origin) {
    /** Without the hash. */
    @Override
    public String toString() {
      return "NewTenant[" + domain + ", " + adminUsername + "]";
    }
  }

  /** A tenant that was created; both {@code null} when another has the domain. */
  record Created(TenantCopy copy, TenantChanged change) {
    private static final Created DOMAIN_TAKEN = new Created(null, null);

    boolean domainTaken() {
      return copy == null;
    }
  }

  /** Creates a tenant in four steps. */
  CompletionStage<Created> create(TenantId tenant, NewTenant wish) {
    var copy = first(tenant, wish);
    var change = new TenantChanged(tenant, 1, objects(copy), List.of());
    var key = ObjectCodec.profileKey();
    var audit =
        new TenantStorage.Audit(
            clock.instant(),
            wish.origin(),
            "tenant.create",
            key.kind() + "/" + key.id(),
            null,
            copy.audited(key));
    return storage
        .reserve(wish.domain(), tenant, RESERVATION)
        .thenCompose(
            reserved ->
                reserved
                    ? write(copy, change, audit)
                    : CompletableFuture.completedFuture(Created.DOMAIN_TAKEN));
  }

  private CompletionStage<Created> write(
      TenantCopy copy, TenantChanged change, TenantStorage.Audit audit) {
    var tenant = change.tenant();
    return storage
        .enlist(copy.summary())
        .thenCompose(listed -> storage.create(tenant, change.puts(), audit))
        .thenCompose(created -> storage.confirm(copy.profile().domain(), tenant))
        .thenCompose(
            confirmed ->
                confirmed
                    ? CompletableFuture.completedFuture(new Created(copy, change))
                    : undo(tenant).thenApply(undone -> Created.DOMAIN_TAKEN));
  }

  private TenantCopy first(TenantId tenant, NewTenant wish) {
    var profile =
        new TenantProfile(
            wish.domain(),
            wish.wish().displayName(),
            wish.wish().status(),
            wish.wish().limits(),
            wish.wish().settings(),
            clock.instant(),
            wish.wish().expiresAt(),
            1,
            UnknownFields.NONE);
    var admin =
        UserConfiguration.of(wish.adminUsername(), Role.TENANT_ADMIN, wish.adminPasswordHash());
    var codec = new ObjectCodec(TenantCipher.create(tenant, masterKeys));
    return TenantCopy.of(TenantConfiguration.of(tenant, profile).with(admin), codec);
  }

  private static List<StoredObject> objects(TenantCopy copy) {
    var objects = new ArrayList<StoredObject>();
    objects.add(copy.codec().encodeKey(1));
    objects.add(copy.codec().encode(copy.profile()));
    copy.configuration().users().values().forEach(user -> objects.add(copy.codec().encode(user)));
    return objects;
  }

  private CompletionStage<Void> undo(TenantId tenant) {
    return storage.erase(tenant).thenCompose(erased -> storage.delist(tenant));
  }

  /**
   * Finishes a creation that was interrupted, or takes it back when the domain has gone to another
   * tenant meanwhile; repairs the tenant's entry in the list.
   *
   * @param copy what is stored of the tenant, or {@code null} when there is nothing
   * @return whether the tenant exists
   */
  CompletionStage<Boolean> settle(TenantId tenant, Domain domain, TenantCopy copy) {
    if (copy == null) {
      return storage
          .release(domain, tenant)
          .thenCompose(released -> storage.delist(tenant))
          .thenApply(delisted -> false);
    }
    return storage
        .reserve(copy.profile().domain(), tenant, RESERVATION)
        .thenCompose(
            reserved ->
                reserved
                    ? storage.confirm(copy.profile().domain(), tenant)
                    : CompletableFuture.completedFuture(false))
        .thenCompose(
            confirmed ->
                (confirmed ? storage.enlist(copy.summary()) : undo(tenant))
                    .thenApply(done -> confirmed));
  }

  /** Removes everything of a tenant whose status is {@link TenantStatus#DELETING}. */
  CompletionStage<Void> delete(TenantCopy copy) {
    var tenant = copy.configuration().id();
    CompletionStage<Void> steps = CompletableFuture.completedFuture(null);
    for (var eraser : erasers) {
      steps = steps.thenCompose(done -> eraser.erase(tenant, copy.profile().createdAt()));
    }
    return steps
        .thenCompose(done -> storage.erase(tenant))
        .thenCompose(erased -> storage.release(copy.profile().domain(), tenant))
        .thenCompose(released -> storage.delist(tenant));
  }
}
