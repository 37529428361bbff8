package io.tandem.tenant;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.secret.KeyRing;

/** A tenant's configuration in memory, with what is needed to apply stored changes to it. */
record TenantCopy(TenantConfiguration configuration, ObjectCodec codec) {

  /** Reads what is stored, its secrets decrypted. */
  static TenantCopy read(TenantId tenant, TenantStorage.Stored stored, KeyRing masterKeys) {
    var key =
        stored.objects().stream().filter(object -> object.kind().equals(ObjectCodec.KEY)).findAny();
    String wrapped =
        key.map(ObjectCodec::wrappedKey)
            .orElseThrow(() -> new IllegalStateException("tenant " + tenant + " has no key"));
    var codec = new ObjectCodec(TenantCipher.unwrap(tenant, wrapped, masterKeys));
    return new TenantCopy(codec.decode(tenant, stored.version(), stored.objects()), codec);
  }

  long version() {
    return configuration.version();
  }

  TenantProfile profile() {
    return configuration.profile();
  }

  TenantCopy with(TenantConfiguration next) {
    return new TenantCopy(next, codec);
  }

  /** This copy after {@code change}, which must be the next one. */
  TenantCopy apply(TenantChanged change) {
    var next = configuration;
    for (var object : change.puts()) {
      next = codec.put(next, object);
    }
    for (var removal : change.removals()) {
      next = ObjectCodec.remove(next, removal);
    }
    return with(next.atVersion(change.version()));
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
