package io.tandem.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectCodecTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectCodec codec = TenantFixtures.codec();

  private static StoredObject edited(StoredObject object, String from, String to) {
    assertThat(object.json()).contains(from);
    return new StoredObject(object.kind(), object.id(), object.json().replace(from, to));
  }

  @Test
  void readsWhatItWrites() {
    var profile =
        new TenantProfile(
            TenantFixtures.ACME_DOMAIN,
            "Acme",
            TenantStatus.TRIAL,
            new Limits(
                5,
                3,
                -1,
                0,
                7,
                Duration.ofHours(2),
                Duration.ofDays(2),
                Duration.ofSeconds(50),
                Duration.ofHours(3)),
            new TenantSettings(
                List.of("SHA-256", "MD5"),
                Duration.ofSeconds(17),
                new TenantSettings.RegistrationExpiry(
                    Duration.ofSeconds(70), Duration.ofSeconds(700), Duration.ofSeconds(80)),
                "Europe/Paris",
                Duration.ofDays(3),
                true),
            Instant.parse("2026-01-02T03:04:05.006Z"),
            Instant.parse("2027-01-02T03:04:05.006Z"),
            7,
            UnknownFields.NONE);
    assertThat(ObjectCodec.decodeProfile(codec.encode(profile))).isEqualTo(profile);

    var extension =
        new ExtensionConfiguration(
            TenantFixtures.ALICE,
            "Alice",
            false,
            TenantFixtures.SECRET,
            Duration.ofSeconds(9),
            8,
            UnknownFields.NONE);
    assertThat(codec.decodeExtension(codec.encode(extension))).isEqualTo(extension);

    var user =
        new UserConfiguration(
            "bob", "Bob", Role.USER, "hash", true, new Extension("1001"), 9, UnknownFields.NONE);
    assertThat(codec.decodeUser(codec.encode(user))).isEqualTo(user);
  }

  @Test
  void keepsFieldsThatItDoesNotKnow() throws Exception {
    var stored = codec.encode(TenantFixtures.profile());
    stored = edited(stored, "\"limits\":{", "\"limits\":{\"ring_groups\":20,");
    stored = edited(stored, "\"status\":", "\"branding\":{\"colour\":\"red\"},\"status\":");
    var changed = ObjectCodec.decodeProfile(stored).withLimits(new Limits(1, 1, 1, 1));
    var rewritten = JSON.readTree(codec.encode(changed).json());
    assertThat(rewritten.at("/limits/ring_groups").asInt()).isEqualTo(20);
    assertThat(rewritten.at("/limits/extensions").asInt()).isEqualTo(1);
    assertThat(rewritten.at("/branding/colour").asText()).isEqualTo("red");
    assertThat(rewritten.at("/schema").asInt()).isEqualTo(1);

    var extension = edited(codec.encode(alice()), "\"enabled\":", "\"dnd\":true,\"enabled\":");
    var again = codec.encode(codec.decodeExtension(extension));
    assertThat(JSON.readTree(again.json()).at("/dnd").asBoolean()).isTrue();
    assertThat(codec.decodeExtension(again).secret()).isEqualTo(TenantFixtures.SECRET);
  }

  @Test
  void fieldsThatAnOlderVersionDidNotWriteGetTheirDefaults() {
    var profile =
        ObjectCodec.decodeProfile(
            new StoredObject("tenant", "-", "{\"schema\":1,\"domain\":\"acme.test\"}"));
    assertThat(profile.limits()).isEqualTo(Limits.DEFAULT);
    assertThat(profile.settings()).isEqualTo(settings(false));
    assertThat(TenantSettings.DEFAULT).isEqualTo(settings(true));
  }

  @Test
  void aRetentionOfBeforeDoesNotUndercutTheOperatorsMinimum() {
    var stored =
        new StoredObject(
            "tenant", "-", "{\"domain\":\"acme.test\",\"settings\":{\"cdr_retention\":\"P1D\"}}");
    var profile = ObjectCodec.decodeProfile(stored);
    assertThat(profile.settings().cdrRetention()).isEqualTo(Duration.ofDays(1));
    assertThat(profile.cdrRetention()).isEqualTo(Duration.ofDays(90));
    assertThat(TenantFixtures.profile().cdrRetention()).isEqualTo(Duration.ofDays(365));
  }

  private static TenantSettings settings(boolean callsFromRegisteredNetworks) {
    var standard = TenantSettings.DEFAULT;
    return new TenantSettings(
        standard.digestAlgorithms(),
        standard.ringTime(),
        standard.registrationExpiry(),
        standard.timeZone(),
        standard.cdrRetention(),
        callsFromRegisteredNetworks);
  }

  @Test
  void secretsAreStoredEncryptedAndAuditedNotAtAll() {
    var stored = codec.encode(alice());
    assertThat(stored.json()).doesNotContain(TenantFixtures.SECRET.number().md5());
    assertThat(ObjectCodec.withoutSecrets(stored)).doesNotContain("secret").contains("Alice");
    var admin = ObjectCodec.withoutSecrets(codec.encode(TenantFixtures.admin()));
    assertThat(admin).doesNotContain("hash").contains("TENANT_ADMIN");
  }

  @Test
  void aSecretIsOfNoUseInAnotherPlaceOrWithAnotherKey() {
    var stored = codec.encode(alice());
    var moved = new StoredObject("extension", "1002", stored.json());
    assertThatThrownBy(() -> codec.decodeExtension(moved))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> TenantFixtures.codec().decodeExtension(stored))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theTenantsKeyIsWrappedByTheMasterKeyForThatTenantOnly() {
    String wrapped = ObjectCodec.wrappedKey(codec.encodeKey(1));
    var acme = TenantFixtures.ACME;
    var again = new ObjectCodec(TenantCipher.unwrap(acme, wrapped, TenantFixtures.ring(3)));
    assertThat(again.decodeExtension(codec.encode(alice()))).isEqualTo(alice());
    assertThatThrownBy(
            () -> TenantCipher.unwrap(TenantId.fromLong(2), wrapped, TenantFixtures.ring(0)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void objectsOfUnknownKindsAreLeftAlone() {
    var acme = TenantFixtures.acme();
    assertThat(codec.put(acme, new StoredObject("ring-group", "7", "{}"))).isEqualTo(acme);
  }

  private static ExtensionConfiguration alice() {
    return TenantFixtures.acme().extension(TenantFixtures.ALICE);
  }
}
