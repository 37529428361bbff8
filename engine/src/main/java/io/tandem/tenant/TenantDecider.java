package io.tandem.tenant;

import io.tandem.id.Extension;
import java.util.ArrayList;
import java.util.List;

/**
 * What comes of a wished change: a pure function of the configuration as it is. Each change moves
 * the tenant's version by one and stamps the objects that it touches with the new one.
 */
final class TenantDecider {
  private final TenantConfiguration now;
  private final ObjectCodec codec;
  private final long expected;
  private final long version;

  /** What a wish leads to. */
  sealed interface Decision {}

  /** It must not be. */
  record Refused(Outcome<TenantChanged> outcome) implements Decision {}

  /**
   * It can be.
   *
   * @param action names it in the audit log
   * @param target the object that was meant
   * @param puts every object that is new or other
   * @param removals every object that is gone
   */
  record Accepted(
      String action,
      StoredObject.Key target,
      TenantConfiguration next,
      List<StoredObject> puts,
      List<StoredObject.Key> removals)
      implements Decision {}

  private TenantDecider(TenantConfiguration now, ObjectCodec codec, long expected) {
    this.now = now;
    this.codec = codec;
    this.expected = expected;
    this.version = now.version() + 1;
  }

  /**
   * Decides on {@code change} of {@code now}.
   *
   * @param expected the object's version that the wish was based on, or −1 for any
   */
  static Decision decide(
      TenantConfiguration now, ObjectCodec codec, TenantChange change, long expected) {
    if (now.profile().status() == TenantStatus.DELETING) {
      return conflict("tenant_deleting", "the tenant is being deleted");
    }
    return new TenantDecider(now, codec, expected).decide(change);
  }

  private Decision decide(TenantChange change) {
    if (change instanceof TenantChange.Profile profile) {
      return profile(profile.wish());
    }
    if (change instanceof TenantChange.PutExtension put) {
      return putExtension(put);
    }
    if (change instanceof TenantChange.RemoveExtension remove) {
      return removeExtension(remove.number());
    }
    if (change instanceof TenantChange.PutUser put) {
      return putUser(put);
    }
    if (change instanceof TenantChange.RemoveUser remove) {
      return removeUser(remove.username());
    }
    return replaceProfile("tenant.delete", now.profile().withStatus(TenantStatus.DELETING));
  }

  private Decision profile(TenantWish wish) {
    var errors = TenantValidation.of(wish, now.profile().settings());
    if (!errors.isEmpty()) {
      return new Refused(new Outcome.Invalid<>(errors));
    }
    var old = now.profile();
    return replaceProfile(
        "tenant.update",
        new TenantProfile(
            old.domain(),
            wish.displayName(),
            wish.status(),
            wish.limits(),
            wish.settings(),
            old.createdAt(),
            wish.expiresAt(),
            old.version(),
            old.unknown()));
  }

  private Decision replaceProfile(String action, TenantProfile profile) {
    if (isStale(now.profile().version())) {
      return stale(now.profile().version());
    }
    var next = profile.withVersion(version);
    return accepted(
        action, ObjectCodec.profileKey(), now.with(next), List.of(codec.encode(next)), List.of());
  }

  private Decision putExtension(TenantChange.PutExtension put) {
    var old = now.extension(put.number());
    var refusal = mayPut(old == null ? -1 : old.version(), put.mode(), "extension " + put.number());
    if (refusal != null) {
      return refusal;
    }
    int limit = now.profile().limits().extensions();
    if (old == null && !Limits.allowsOneMore(limit, now.extensions().size())) {
      return new Refused(new Outcome.LimitReached<>("extensions", limit));
    }
    if (old == null && put.secret() == null) {
      return invalid("password", "is missing; a new extension needs one");
    }
    var next =
        new ExtensionConfiguration(
            put.number(),
            put.displayName(),
            put.enabled(),
            put.secret() == null ? old.secret() : put.secret(),
            put.ringTime(),
            version,
            old == null ? UnknownFields.NONE : old.unknown());
    return accepted(
        old == null ? "extension.create" : "extension.update",
        ObjectCodec.key(put.number()),
        now.with(next),
        List.of(codec.encode(next)),
        List.of());
  }

  private Decision removeExtension(Extension number) {
    var old = now.extension(number);
    if (old == null) {
      return notFound();
    }
    if (isStale(old.version())) {
      return stale(old.version());
    }
    var next = now.without(number);
    var puts = new ArrayList<StoredObject>();
    for (var user : now.users().values()) {
      if (number.equals(user.extension())) {
        var orphan = user.withoutExtension().withVersion(version);
        next = next.with(orphan);
        puts.add(codec.encode(orphan));
      }
    }
    var key = ObjectCodec.key(number);
    return accepted("extension.delete", key, next, puts, List.of(key));
  }

  private Decision putUser(TenantChange.PutUser put) {
    var wish = put.wish();
    var errors = TenantValidation.of(put.username(), wish);
    if (!errors.isEmpty()) {
      return new Refused(new Outcome.Invalid<>(errors));
    }
    var old = now.user(put.username());
    var refusal = mayPut(old == null ? -1 : old.version(), put.mode(), "user " + put.username());
    if (refusal != null) {
      return refusal;
    }
    if (old == null && wish.passwordHash() == null) {
      return invalid("password", "is missing; a new user needs one");
    }
    if (wish.extension() != null && now.extension(wish.extension()) == null) {
      return invalid("extension", "is " + wish.extension() + ", which does not exist");
    }
    var next =
        new UserConfiguration(
            put.username(),
            wish.displayName(),
            wish.role(),
            wish.passwordHash() == null ? old.passwordHash() : wish.passwordHash(),
            wish.enabled(),
            wish.extension(),
            version,
            old == null ? UnknownFields.NONE : old.unknown());
    return keepingAnAdmin(
        old == null ? "user.create" : "user.update",
        put.username(),
        now.with(next),
        List.of(codec.encode(next)),
        List.of());
  }

  private Decision removeUser(String username) {
    var old = now.user(username);
    if (old == null) {
      return notFound();
    }
    if (isStale(old.version())) {
      return stale(old.version());
    }
    return keepingAnAdmin(
        "user.delete",
        username,
        now.withoutUser(username),
        List.of(),
        List.of(ObjectCodec.userKey(username)));
  }

  /** Refuses what would leave the tenant without anybody who can administer it. */
  private Decision keepingAnAdmin(
      String action,
      String username,
      TenantConfiguration next,
      List<StoredObject> puts,
      List<StoredObject.Key> removals) {
    boolean admin =
        next.users().values().stream()
            .anyMatch(user -> user.enabled() && user.role() == Role.TENANT_ADMIN);
    return admin
        ? accepted(action, ObjectCodec.userKey(username), next, puts, removals)
        : conflict("last_admin", "the tenant needs an enabled administrator");
  }

  private Refused mayPut(long current, PutMode mode, String name) {
    boolean exists = current >= 0;
    if (exists && mode == PutMode.CREATE) {
      return conflict("exists", name + " exists");
    }
    if (!exists && (mode == PutMode.REPLACE || expected >= 0)) {
      return notFound();
    }
    return exists && isStale(current) ? stale(current) : null;
  }

  private boolean isStale(long current) {
    return expected >= 0 && expected != current;
  }

  private Accepted accepted(
      String action,
      StoredObject.Key target,
      TenantConfiguration next,
      List<StoredObject> puts,
      List<StoredObject.Key> removals) {
    return new Accepted(action, target, next.atVersion(version), puts, removals);
  }

  private static Refused notFound() {
    return new Refused(new Outcome.NotFound<>());
  }

  private static Refused stale(long current) {
    return new Refused(new Outcome.StaleVersion<>(current));
  }

  private static Refused conflict(String code, String message) {
    return new Refused(new Outcome.Conflict<>(code, message));
  }

  private static Refused invalid(String field, String message) {
    return new Refused(new Outcome.Invalid<>(List.of(new FieldError(field, message))));
  }
}
