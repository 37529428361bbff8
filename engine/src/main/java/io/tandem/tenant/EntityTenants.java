package io.tandem.tenant;

import io.tandem.actor.Direct;
import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.pcollections.PSortedMap;

/** Administration through the tenants' entities and the node's copies. */
final class EntityTenants implements Tenants {
  private static final int MAX_PAGE = 1_000;

  private static final ToLongFunction<ExtensionConfiguration> EXTENSION_VERSION =
      ExtensionConfiguration::version;
  private static final ToLongFunction<UserConfiguration> USER_VERSION = UserConfiguration::version;

  private final Entities entities;
  private final NodeTenants copies;
  private final TenantStorage storage;
  private final SystemAccounts accounts;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** How entities are asked. */
  interface Entities {
    <T> CompletionStage<T> ask(
        TenantId tenant, Function<ActorRef<T>, TenantEntity.Command> question);
  }

  /** Entities of the cluster; a stage fails when there is no answer for {@code patience}. */
  record Asking(ClusterSharding sharding, Duration patience) implements Entities {
    @Override
    public <T> CompletionStage<T> ask(
        TenantId tenant, Function<ActorRef<T>, TenantEntity.Command> question) {
      var entity = sharding.entityRefFor(TenantEntity.TYPE_KEY, tenant.value());
      return Direct.of(entity.ask(question::apply, patience));
    }
  }

  EntityTenants(
      Entities entities,
      NodeTenants copies,
      TenantStorage storage,
      SystemAccounts accounts,
      Clock clock) {
    this.entities = entities;
    this.copies = copies;
    this.storage = storage;
    this.accounts = accounts;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Outcome<TenantConfiguration>> create(
      Domain domain,
      TenantWish wish,
      String adminUsername,
      String adminPasswordHash,
      Origin origin) {
    var admin = new UserWish("", Role.TENANT_ADMIN, adminPasswordHash, true, null);
    var errors = new ArrayList<>(TenantValidation.of(wish));
    errors.addAll(TenantValidation.of(adminUsername, admin));
    if (!errors.isEmpty()) {
      return CompletableFuture.completedFuture(new Outcome.Invalid<>(errors));
    }
    var tenant = TenantId.random(random);
    var wished =
        new TenantLifecycle.NewTenant(domain, wish, adminUsername, adminPasswordHash, origin);
    return entities
        .<TenantReply>ask(tenant, replyTo -> new TenantEntity.Create(wished, replyTo))
        .thenCompose(this::followed)
        .thenApply(outcome -> pick(outcome, Function.identity(), TenantConfiguration::version));
  }

  @Override
  public CompletionStage<Outcome<TenantConfiguration>> get(TenantId tenant) {
    return copies.load(tenant).thenApply(EntityTenants::found);
  }

  @Override
  public CompletionStage<Page<TenantSummary>> list(String after, int size) {
    return storage.page(after, checked(size));
  }

  @Override
  public CompletionStage<Outcome<TenantProfile>> change(
      TenantId tenant, TenantWish wish, OptionalLong expected, Origin origin) {
    return ask(tenant, new TenantChange.Profile(wish), expected, origin)
        .thenCompose(this::followed)
        .thenApply(outcome -> pick(outcome, TenantConfiguration::profile, TenantProfile::version));
  }

  /** Does not wait for a copy: the tenant may be gone by then. */
  @Override
  public CompletionStage<Outcome<TenantProfile>> delete(
      TenantId tenant, OptionalLong expected, Origin origin) {
    return ask(tenant, new TenantChange.Deletion(), expected, origin)
        .thenCompose(this::answered)
        .thenApply(
            outcome -> outcome.map(change -> ObjectCodec.decodeProfile(change.puts().get(0))));
  }

  @Override
  public CompletionStage<Outcome<ExtensionConfiguration>> extension(
      TenantId tenant, Extension number) {
    return get(tenant)
        .thenApply(outcome -> pick(outcome, found -> found.extension(number), EXTENSION_VERSION));
  }

  @Override
  public CompletionStage<Outcome<Page<ExtensionConfiguration>>> extensions(
      TenantId tenant, String after, int size) {
    checked(size);
    return get(tenant)
        .thenApply(
            outcome ->
                outcome.map(
                    found ->
                        page(
                            found.extensions(),
                            after == null ? null : new Extension(after),
                            size)));
  }

  @Override
  public CompletionStage<Outcome<ExtensionConfiguration>> putExtension(
      TenantId tenant,
      Extension number,
      ExtensionWish wish,
      PutMode mode,
      OptionalLong expected,
      Origin origin) {
    var errors = TenantValidation.of(wish);
    if (!errors.isEmpty()) {
      return CompletableFuture.completedFuture(new Outcome.Invalid<>(errors));
    }
    return get(tenant)
        .thenCompose(
            outcome ->
                outcome instanceof Outcome.Done<TenantConfiguration> done
                    ? ask(tenant, change(done.value(), number, wish, mode), expected, origin)
                        .thenCompose(this::followed)
                    : CompletableFuture.completedFuture(outcome))
        .thenApply(outcome -> pick(outcome, found -> found.extension(number), EXTENSION_VERSION));
  }

  /** The password ends here: what travels on is what is stored of it. */
  private static TenantChange change(
      TenantConfiguration tenant, Extension number, ExtensionWish wish, PutMode mode) {
    var domain = tenant.profile().domain();
    var secret =
        wish.password() == null
            ? null
            : DigestSecret.of(number.value(), domain.value(), wish.password());
    return new TenantChange.PutExtension(
        number, wish.displayName(), wish.enabled(), secret, wish.ringTime(), mode);
  }

  @Override
  public CompletionStage<Outcome<Void>> removeExtension(
      TenantId tenant, Extension number, OptionalLong expected, Origin origin) {
    return ask(tenant, new TenantChange.RemoveExtension(number), expected, origin)
        .thenCompose(this::followed)
        .thenApply(outcome -> outcome.map(now -> null));
  }

  @Override
  public CompletionStage<Outcome<UserConfiguration>> user(TenantId tenant, String username) {
    return get(tenant)
        .thenApply(outcome -> pick(outcome, found -> found.user(username), USER_VERSION));
  }

  @Override
  public CompletionStage<Outcome<Page<UserConfiguration>>> users(
      TenantId tenant, String after, int size) {
    checked(size);
    return get(tenant).thenApply(outcome -> outcome.map(found -> page(found.users(), after, size)));
  }

  @Override
  public CompletionStage<Outcome<UserConfiguration>> putUser(
      TenantId tenant,
      String username,
      UserWish wish,
      PutMode mode,
      OptionalLong expected,
      Origin origin) {
    return ask(tenant, new TenantChange.PutUser(username, wish, mode), expected, origin)
        .thenCompose(this::followed)
        .thenApply(outcome -> pick(outcome, found -> found.user(username), USER_VERSION));
  }

  @Override
  public CompletionStage<Outcome<Void>> removeUser(
      TenantId tenant, String username, OptionalLong expected, Origin origin) {
    return ask(tenant, new TenantChange.RemoveUser(username), expected, origin)
        .thenCompose(this::followed)
        .thenApply(outcome -> outcome.map(now -> null));
  }

  @Override
  public CompletionStage<Optional<TenantUser>> findUser(String domain, String username) {
    return copies
        .load(domain)
        .thenApply(
            found ->
                found.flatMap(
                    tenant ->
                        Optional.ofNullable(tenant.user(username))
                            .map(
                                user ->
                                    new TenantUser(
                                        tenant.id(),
                                        tenant.profile().statusAt(clock.instant()),
                                        user))));
  }

  @Override
  public CompletionStage<Outcome<Usage>> usage(TenantId tenant) {
    return entities
        .<TenantEntity.UsageReply>ask(tenant, TenantEntity.GetUsage::new)
        .thenApply(
            reply ->
                reply.usage() == null
                    ? new Outcome.NotFound<>()
                    : new Outcome.Done<>(reply.usage(), 0));
  }

  @Override
  public CompletionStage<Optional<SystemAccount>> findAccount(String username) {
    return accounts.find(username);
  }

  @Override
  public CompletionStage<List<SystemAccount>> accounts() {
    return accounts.list();
  }

  @Override
  public CompletionStage<Boolean> putAccount(SystemAccount account, PutMode mode) {
    return accounts.put(account, mode);
  }

  @Override
  public CompletionStage<Boolean> removeAccount(String username) {
    return accounts.remove(username);
  }

  private CompletionStage<TenantReply> ask(
      TenantId tenant, TenantChange change, OptionalLong expected, Origin origin) {
    return entities.ask(
        tenant, replyTo -> new TenantEntity.Change(change, expected.orElse(-1), origin, replyTo));
  }

  private CompletionStage<Outcome<TenantChanged>> answered(TenantReply reply) {
    return reply.failure() == null
        ? CompletableFuture.completedFuture(reply.outcome())
        : CompletableFuture.failedFuture(new TenantUnavailableException(reply.failure()));
  }

  /** The configuration on this node once it has the change that was made. */
  private CompletionStage<Outcome<TenantConfiguration>> followed(TenantReply reply) {
    return answered(reply)
        .thenCompose(
            outcome -> {
              if (outcome instanceof Outcome.Done<TenantChanged> done) {
                copies.learn(new TenantNode.Changed(done.value()));
                return copies
                    .load(done.value().tenant(), done.version())
                    .thenApply(EntityTenants::found);
              }
              return CompletableFuture.completedFuture(outcome.map(never -> null));
            });
  }

  private static Outcome<TenantConfiguration> found(Optional<TenantConfiguration> found) {
    return found.isPresent()
        ? new Outcome.Done<>(found.get(), found.get().version())
        : new Outcome.NotFound<>();
  }

  /** One object of what was found. */
  private static <T> Outcome<T> pick(
      Outcome<TenantConfiguration> outcome,
      Function<TenantConfiguration, T> object,
      ToLongFunction<T> version) {
    if (outcome instanceof Outcome.Done<TenantConfiguration> done) {
      T value = object.apply(done.value());
      return value == null
          ? new Outcome.NotFound<>()
          : new Outcome.Done<>(value, version.applyAsLong(value));
    }
    return outcome.map(never -> null);
  }

  private static <K, V> Page<V> page(PSortedMap<K, V> all, K after, int size) {
    var rest = after == null ? all : all.tailMap(after, false);
    var items = rest.entrySet().stream().limit(size + 1L).toList();
    boolean more = items.size() > size;
    var page = more ? items.subList(0, size) : items;
    String next = more ? page.get(size - 1).getKey().toString() : null;
    return new Page<>(page.stream().map(Map.Entry::getValue).toList(), next);
  }

  private static int checked(int size) {
    if (size < 1 || size > MAX_PAGE) {
      throw new IllegalArgumentException("size of a page is " + size + ", needs 1 to " + MAX_PAGE);
    }
    return size;
  }
}
