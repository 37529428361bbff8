package io.tandem.tenant;

import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/**
 * Administration of tenants. Changes go to the tenant's entity, the only writer; reads are answered
 * from the node's copy, which follows within a moment. A stage fails only when a store or a node
 * does, and then the change may or may not have happened.
 *
 * <p>{@code expected} is the version of the object that the caller has seen (If-Match); empty means
 * whatever it is. Pages hold at most {@code size} (1 to 1000) items; {@code after} is {@code null}
 * or {@link Page#next} of the page before.
 */
public interface Tenants {

  /**
   * Creates a tenant with its first administrator, whose role is always {@link Role#TENANT_ADMIN}.
   *
   * @return the tenant's configuration; {@code Conflict("domain_taken")} when another has the
   *     domain
   */
  CompletionStage<Outcome<TenantConfiguration>> create(
      Domain domain,
      TenantWish wish,
      String adminUsername,
      String adminPasswordHash,
      Origin origin);

  /** The tenant's configuration as this node knows it. */
  CompletionStage<Outcome<TenantConfiguration>> get(TenantId tenant);

  /** All tenants, those being deleted included. */
  CompletionStage<Page<TenantSummary>> list(String after, int size);

  /** Changes profile, status, limits and settings. */
  CompletionStage<Outcome<TenantProfile>> change(
      TenantId tenant, TenantWish wish, OptionalLong expected, Origin origin);

  /** Starts the deletion of a tenant and all its data; done when {@link #get} finds it no more. */
  CompletionStage<Outcome<TenantProfile>> delete(
      TenantId tenant, OptionalLong expected, Origin origin);

  /** One extension. */
  CompletionStage<Outcome<ExtensionConfiguration>> extension(TenantId tenant, Extension number);

  /** The extensions by number. */
  CompletionStage<Outcome<Page<ExtensionConfiguration>>> extensions(
      TenantId tenant, String after, int size);

  /** Creates or replaces an extension; a new one needs a password. */
  CompletionStage<Outcome<ExtensionConfiguration>> putExtension(
      TenantId tenant,
      Extension number,
      ExtensionWish wish,
      PutMode mode,
      OptionalLong expected,
      Origin origin);

  /** Removes an extension. */
  CompletionStage<Outcome<Void>> removeExtension(
      TenantId tenant, Extension number, OptionalLong expected, Origin origin);

  /** One user. */
  CompletionStage<Outcome<UserConfiguration>> user(TenantId tenant, String username);

  /** The users by name. */
  CompletionStage<Outcome<Page<UserConfiguration>>> users(TenantId tenant, String after, int size);

  /** Creates or replaces a user; a new one needs a password hash. */
  CompletionStage<Outcome<UserConfiguration>> putUser(
      TenantId tenant,
      String username,
      UserWish wish,
      PutMode mode,
      OptionalLong expected,
      Origin origin);

  /** Removes a user, though never the last enabled administrator. */
  CompletionStage<Outcome<Void>> removeUser(
      TenantId tenant, String username, OptionalLong expected, Origin origin);

  /** The user who signs in as {@code username} at {@code domain}, from the node's copies. */
  CompletionStage<Optional<TenantUser>> findUser(String domain, String username);

  /** What the tenant uses of its limits. */
  CompletionStage<Outcome<Usage>> usage(TenantId tenant);

  /** The system account {@code username}. */
  CompletionStage<Optional<SystemAccount>> findAccount(String username);

  /** All system accounts; there are few. */
  CompletionStage<List<SystemAccount>> accounts();

  /**
   * Creates or replaces a system account.
   *
   * @return false when {@code mode} forbids it
   */
  CompletionStage<Boolean> putAccount(SystemAccount account, PutMode mode);

  /** Removes a system account; false when there was none. */
  CompletionStage<Boolean> removeAccount(String username);
}
