package io.tandem.tenant;

import io.tandem.id.CallId;
import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.secret.Key;
import io.tandem.secret.KeyRing;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Tenants to test with. */
final class TenantFixtures {
  static final TenantId ACME = TenantId.fromLong(1);
  static final Domain ACME_DOMAIN = new Domain("acme.test");
  static final Origin ORIGIN = new Origin("root", "192.0.2.1");
  static final Extension ALICE = new Extension("1001");
  static final DigestSecret SECRET = DigestSecret.of("1001", "acme.test", "correct horse");

  private static final Random RANDOM = new Random(7);

  private TenantFixtures() {}

  /** A ring whose current key has {@code id}; it also knows all smaller ids. */
  static KeyRing ring(int id) {
    return new KeyRing() {
      @Override
      public Key current() {
        return find(id);
      }

      @Override
      public Key find(int wanted) {
        if (wanted > id) {
          return null;
        }
        var material = new byte[Key.LENGTH];
        Arrays.fill(material, (byte) wanted);
        return new Key(wanted, material);
      }
    };
  }

  static TenantProfile profile() {
    return TenantProfile.of(ACME_DOMAIN, "Acme");
  }

  static TenantWish wish() {
    return TenantWish.of(profile());
  }

  static TenantWish wish(Limits limits) {
    return TenantWish.of(profile().withLimits(limits));
  }

  static UserConfiguration admin() {
    return UserConfiguration.of("admin", Role.TENANT_ADMIN, "hash");
  }

  static ObjectCodec codec() {
    return new ObjectCodec(TenantCipher.create(ACME, ring(0)));
  }

  static TenantConfiguration acme() {
    return TenantConfiguration.of(ACME, profile())
        .with(admin())
        .with(ExtensionConfiguration.of(ALICE, "Alice", SECRET));
  }

  static TenantLifecycle.NewTenant newTenant() {
    return newTenant(Limits.DEFAULT);
  }

  static TenantLifecycle.NewTenant newTenant(Limits limits) {
    return new TenantLifecycle.NewTenant(ACME_DOMAIN, wish(limits), "admin", "hash", ORIGIN);
  }

  /** What a later release may write, or a disk may break: one extension, one user, the profile. */
  static List<StoredObject> unreadable(Domain domain) {
    return List.of(
        new StoredObject(
            ObjectCodec.EXTENSION, "1008", "{\"schema\":1,\"secret\":\"AAAA\",\"version\":2}"),
        new StoredObject(
            ObjectCodec.EXTENSION, "1009", "{\"schema\":1,\"ring_time\":[],\"version\":2"),
        new StoredObject(
            ObjectCodec.USER, "merlin", "{\"schema\":2,\"role\":\"WIZARD\",\"version\":2}"),
        new StoredObject(
            ObjectCodec.TENANT,
            ObjectCodec.ONLY,
            "{\"schema\":2,\"domain\":\"%s\",\"display_name\":\"New\",\"status\":\"HIBERNATING\"}"
                .formatted(domain)));
  }

  static CallId call() {
    return CallId.mint(RANDOM.nextInt(CallId.SHARDS), Instant.EPOCH, RANDOM);
  }

  static LiveCall liveCall(TenantId tenant, CallId call, NodeId node) {
    return new LiveCall(
        tenant, call, "1001", "1002", "RINGING", Instant.EPOCH, null, node, Set.of(node));
  }
}
