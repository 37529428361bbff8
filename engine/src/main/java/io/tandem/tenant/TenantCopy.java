package io.tandem.tenant;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.secret.KeyRing;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * A tenant's configuration in memory, with what is needed to apply stored changes to it.
 *
 * @param unreadable the stored objects that this version cannot read, each with the reason: they
 *     are in the configuration not at all, the profile with defaults for what is unreadable in it.
 *     Their rows stay as they are until a version that reads them changes them
 */
record TenantCopy(
    TenantConfiguration configuration,
    ObjectCodec codec,
    PMap<StoredObject.Key, String> unreadable) {

  /** A copy that was read as a whole. */
  static TenantCopy of(TenantConfiguration configuration, ObjectCodec codec) {
    return new TenantCopy(configuration, codec, HashTreePMap.empty());
  }

  /**
   * Reads what is stored, its secrets decrypted.
   *
   * @throws IllegalStateException when there is no profile or no domain in it, or no key that
   *     decrypts: then there is nothing to serve
   */
  static TenantCopy read(TenantId tenant, TenantStorage.Stored stored, KeyRing masterKeys) {
    var key =
        stored.objects().stream().filter(object -> object.kind().equals(ObjectCodec.KEY)).findAny();
    String wrapped =
        key.map(ObjectCodec::wrappedKey)
            .orElseThrow(() -> new IllegalStateException("tenant " + tenant + " has no key"));
    var codec = new ObjectCodec(TenantCipher.unwrap(tenant, wrapped, masterKeys));
    var profile =
        stored.objects().stream()
            .filter(object -> object.key().equals(ObjectCodec.profileKey()))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("tenant " + tenant + " has no profile"));
    var decoded = ObjectCodec.decodeProfileLeniently(profile);
    var copy = of(TenantConfiguration.of(tenant, decoded.profile()), codec);
    for (var object : stored.objects()) {
      copy = copy.put(object);
    }
    return copy.with(copy.configuration().atVersion(stored.version()));
  }

  long version() {
    return configuration.version();
  }

  TenantProfile profile() {
    return configuration.profile();
  }

  TenantCopy with(TenantConfiguration next) {
    return new TenantCopy(next, codec, unreadable);
  }

  /** This copy after {@code change}, which must be the next one. */
  TenantCopy apply(TenantChanged change) {
    var next = this;
    for (var object : change.puts()) {
      next = next.put(object);
    }
    for (var removal : change.removals()) {
      next = next.remove(removal);
    }
    return next.with(next.configuration().atVersion(change.version()));
  }

  /** An old object that cannot be read now is gone, too: it must not count any longer. */
  private TenantCopy put(StoredObject object) {
    var key = object.key();
    try {
      if (key.equals(ObjectCodec.profileKey())) {
        return put(key, ObjectCodec.decodeProfileLeniently(object));
      }
      return new TenantCopy(codec.put(configuration, object), codec, unreadable.minus(key));
    } catch (RuntimeException e) {
      return new TenantCopy(
          ObjectCodec.remove(configuration, key), codec, unreadable.plus(key, e.toString()));
    }
  }

  private TenantCopy put(StoredObject.Key key, ObjectCodec.LenientProfile decoded) {
    return new TenantCopy(
        configuration.with(decoded.profile()),
        codec,
        decoded.unreadable().isEmpty()
            ? unreadable.minus(key)
            : unreadable.plus(key, String.join(", ", decoded.unreadable())));
  }

  private TenantCopy remove(StoredObject.Key key) {
    return new TenantCopy(ObjectCodec.remove(configuration, key), codec, unreadable.minus(key));
  }

  TenantSummary summary() {
    var profile = profile();
    return new TenantSummary(
        configuration.id(), profile.domain(), profile.displayName(), profile.status());
  }

  /** The object called {@code key} for the audit log, or {@code null} when there is none. */
  String audited(StoredObject.Key key) {
    var object =
        switch (key.kind()) {
          case ObjectCodec.TENANT -> codec.encode(profile());
          case ObjectCodec.EXTENSION -> {
            var extension = configuration.extension(new Extension(key.id()));
            yield extension == null ? null : codec.encode(extension);
          }
          default -> {
            var user = configuration.user(key.id());
            yield user == null ? null : codec.encode(user);
          }
        };
    return object == null ? null : ObjectCodec.withoutSecrets(object);
  }
}
