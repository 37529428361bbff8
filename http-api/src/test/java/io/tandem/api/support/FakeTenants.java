package io.tandem.api.support;

import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.tenant.DigestSecret;
import io.tandem.tenant.ExtensionConfiguration;
import io.tandem.tenant.ExtensionWish;
import io.tandem.tenant.FieldError;
import io.tandem.tenant.Limits;
import io.tandem.tenant.Origin;
import io.tandem.tenant.Outcome;
import io.tandem.tenant.Page;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.Role;
import io.tandem.tenant.SystemAccount;
import io.tandem.tenant.TenantConfiguration;
import io.tandem.tenant.TenantProfile;
import io.tandem.tenant.TenantStatus;
import io.tandem.tenant.TenantSummary;
import io.tandem.tenant.TenantUser;
import io.tandem.tenant.TenantWish;
import io.tandem.tenant.Tenants;
import io.tandem.tenant.UnknownFields;
import io.tandem.tenant.Usage;
import io.tandem.tenant.UserConfiguration;
import io.tandem.tenant.UserWish;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;

/** Tenants in memory, with the versions and refusals that the API has to answer for. */
public final class FakeTenants extends FakeConfigurations implements Tenants {
  private final Map<String, SystemAccount> accounts = new ConcurrentSkipListMap<>();
  private long nextId = 1;

  @Override
  public synchronized CompletionStage<Outcome<TenantConfiguration>> create(
      Domain domain, TenantWish wish, String adminUsername, String adminHash, Origin origin) {
    return answer(
        () -> {
          origins.add(origin);
          if (tenants.values().stream().anyMatch(t -> t.profile().domain().equals(domain))) {
            return new Outcome.Conflict<>("domain_taken", domain + " is another tenant's");
          }
          var id = TenantId.fromLong(nextId++);
          var profile = profile(TenantProfile.of(domain, ""), wish, 1);
          var made =
              TenantConfiguration.of(id, profile)
                  .with(UserConfiguration.of(adminUsername, Role.TENANT_ADMIN, adminHash));
          tenants.put(id, made);
          return new Outcome.Done<>(made, 1);
        });
  }

  private static TenantProfile profile(TenantProfile old, TenantWish wish, long version) {
    return new TenantProfile(
        old.domain(),
        wish.displayName(),
        wish.status(),
        wish.limits(),
        wish.settings(),
        old.createdAt(),
        wish.expiresAt(),
        version,
        old.unknown());
  }

  @Override
  public CompletionStage<Outcome<TenantConfiguration>> get(TenantId tenant) {
    return answer(
        () ->
            tenants.containsKey(tenant)
                ? new Outcome.Done<>(tenants.get(tenant), tenants.get(tenant).version())
                : new Outcome.NotFound<>());
  }

  @Override
  public CompletionStage<Page<TenantSummary>> list(String after, int size) {
    return answer(
        () -> {
          var all =
              tenants.values().stream()
                  .filter(t -> after == null || t.id().value().compareTo(after) > 0)
                  .map(
                      t ->
                          new TenantSummary(
                              t.id(),
                              t.profile().domain(),
                              t.profile().displayName(),
                              t.profile().status()))
                  .toList();
          return page(all, size, summary -> summary.id().value());
        });
  }

  @Override
  public CompletionStage<Outcome<TenantProfile>> change(
      TenantId tenant, TenantWish wish, OptionalLong expected, Origin origin) {
    return write(
        tenant,
        origin,
        now -> {
          long version = now.profile().version();
          if (expected.isPresent() && expected.getAsLong() != version) {
            return new Outcome.StaleVersion<>(version);
          }
          if (wish.displayName().length() > 100) {
            return new Outcome.Invalid<>(
                List.of(new FieldError("display_name", "has too many characters")));
          }
          var next = profile(now.profile(), wish, now.version() + 1);
          return store(now.with(next), next);
        });
  }

  @Override
  public CompletionStage<Outcome<TenantProfile>> delete(
      TenantId tenant, OptionalLong expected, Origin origin) {
    return write(
        tenant,
        origin,
        now -> {
          long version = now.profile().version();
          if (expected.isPresent() && expected.getAsLong() != version) {
            return new Outcome.StaleVersion<>(version);
          }
          tenants.remove(tenant);
          return new Outcome.Done<>(
              now.profile().withStatus(TenantStatus.DELETING), now.version() + 1);
        });
  }

  @Override
  public CompletionStage<Outcome<ExtensionConfiguration>> extension(
      TenantId tenant, Extension number) {
    return get(tenant)
        .thenApply(o -> one(o, t -> t.extension(number), ExtensionConfiguration::version));
  }

  @Override
  public CompletionStage<Outcome<Page<ExtensionConfiguration>>> extensions(
      TenantId tenant, String after, int size) {
    return get(tenant)
        .thenApply(
            outcome ->
                outcome.map(
                    found ->
                        page(
                            found.extensions().values().stream()
                                .filter(
                                    e -> after == null || e.number().value().compareTo(after) > 0)
                                .toList(),
                            size,
                            e -> e.number().value())));
  }

  @Override
  public CompletionStage<Outcome<ExtensionConfiguration>> putExtension(
      TenantId tenant,
      Extension number,
      ExtensionWish wish,
      PutMode mode,
      OptionalLong expected,
      Origin origin) {
    return write(
        tenant,
        origin,
        now -> {
          var old = now.extension(number);
          Outcome<ExtensionConfiguration> refusal =
              refusal(old == null ? -1 : old.version(), mode, expected);
          if (refusal != null) {
            return refusal;
          }
          int limit = now.profile().limits().extensions();
          if (old == null && !Limits.allowsOneMore(limit, now.extensions().size())) {
            return new Outcome.LimitReached<>("extensions", limit);
          }
          if (old == null && wish.password() == null) {
            return new Outcome.Invalid<>(List.of(new FieldError("password", "is missing")));
          }
          var secret =
              wish.password() == null
                  ? old.secret()
                  : DigestSecret.of(
                      number.value(), now.profile().domain().value(), wish.password());
          var next =
              new ExtensionConfiguration(
                  number,
                  wish.displayName(),
                  wish.enabled(),
                  secret,
                  wish.ringTime(),
                  now.version() + 1,
                  UnknownFields.NONE);
          return store(now.with(next), next);
        });
  }

  @Override
  public CompletionStage<Outcome<Void>> removeExtension(
      TenantId tenant, Extension number, OptionalLong expected, Origin origin) {
    return write(
        tenant,
        origin,
        now -> {
          var old = now.extension(number);
          Outcome<Void> refusal =
              refusal(old == null ? -1 : old.version(), PutMode.REPLACE, expected);
          return refusal != null
              ? refusal
              : store(
                  new TenantConfiguration(
                      now.id(),
                      now.version(),
                      now.profile(),
                      now.extensions().minus(number),
                      now.users()),
                  null);
        });
  }

  @Override
  public CompletionStage<Outcome<UserConfiguration>> user(TenantId tenant, String username) {
    return get(tenant).thenApply(o -> one(o, t -> t.user(username), UserConfiguration::version));
  }

  @Override
  public CompletionStage<Outcome<Page<UserConfiguration>>> users(
      TenantId tenant, String after, int size) {
    return get(tenant)
        .thenApply(
            outcome ->
                outcome.map(
                    found ->
                        page(
                            found.users().values().stream()
                                .filter(u -> after == null || u.username().compareTo(after) > 0)
                                .toList(),
                            size,
                            UserConfiguration::username)));
  }

  @Override
  public CompletionStage<Outcome<UserConfiguration>> putUser(
      TenantId tenant,
      String username,
      UserWish wish,
      PutMode mode,
      OptionalLong expected,
      Origin origin) {
    return write(
        tenant,
        origin,
        now -> {
          var old = now.user(username);
          Outcome<UserConfiguration> refusal =
              refusal(old == null ? -1 : old.version(), mode, expected);
          if (refusal != null) {
            return refusal;
          }
          if (old == null && wish.passwordHash() == null) {
            return new Outcome.Invalid<>(List.of(new FieldError("password", "is missing")));
          }
          var next =
              new UserConfiguration(
                  username,
                  wish.displayName(),
                  wish.role(),
                  wish.passwordHash() == null ? old.passwordHash() : wish.passwordHash(),
                  wish.enabled(),
                  wish.extension(),
                  now.version() + 1,
                  UnknownFields.NONE);
          return store(now.with(next), next);
        });
  }

  @Override
  public CompletionStage<Outcome<Void>> removeUser(
      TenantId tenant, String username, OptionalLong expected, Origin origin) {
    return write(
        tenant,
        origin,
        now -> {
          var old = now.user(username);
          Outcome<Void> refusal =
              refusal(old == null ? -1 : old.version(), PutMode.REPLACE, expected);
          if (refusal != null) {
            return refusal;
          }
          return now.users().size() == 1
              ? new Outcome.Conflict<>("last_admin", "the tenant needs an enabled administrator")
              : store(
                  new TenantConfiguration(
                      now.id(),
                      now.version(),
                      now.profile(),
                      now.extensions(),
                      now.users().minus(username)),
                  null);
        });
  }

  @Override
  public CompletionStage<Optional<TenantUser>> findUser(String domain, String username) {
    return answer(
        () ->
            tenants.values().stream()
                .filter(t -> t.profile().domain().value().equals(domain))
                .filter(t -> t.user(username) != null)
                .map(t -> new TenantUser(t.id(), t.profile().status(), t.user(username)))
                .findFirst());
  }

  @Override
  public CompletionStage<Outcome<Usage>> usage(TenantId tenant) {
    return get(tenant)
        .thenApply(
            outcome ->
                outcome.map(
                    found ->
                        new Usage(
                            new Usage.Meter(
                                found.extensions().size(), found.profile().limits().extensions()),
                            new Usage.Meter(0, found.profile().limits().concurrentCalls()),
                            new Usage.Meter(0, found.profile().limits().callsPerSecond()))));
  }

  @Override
  public CompletionStage<Optional<SystemAccount>> findAccount(String username) {
    return answer(() -> Optional.ofNullable(accounts.get(username)));
  }

  @Override
  public CompletionStage<List<SystemAccount>> accounts() {
    return answer(() -> List.copyOf(accounts.values()));
  }

  @Override
  public CompletionStage<Boolean> putAccount(SystemAccount account, PutMode mode) {
    return answer(
        () -> {
          boolean exists = accounts.containsKey(account.username());
          boolean forbidden = exists ? mode == PutMode.CREATE : mode == PutMode.REPLACE;
          if (!forbidden) {
            accounts.put(account.username(), account);
          }
          return !forbidden;
        });
  }

  @Override
  public CompletionStage<Boolean> removeAccount(String username) {
    return answer(() -> accounts.remove(username) != null);
  }
}
