package io.tandem.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.Extension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TenantDeciderTest {
  private static final Extension BOB = new Extension("1002");

  private final ObjectCodec codec = TenantFixtures.codec();
  private final TenantConfiguration acme = TenantFixtures.acme();

  private TenantDecider.Decision decide(TenantChange change, long expected) {
    return TenantDecider.decide(acme, codec, change, expected);
  }

  private TenantDecider.Accepted accepted(TenantChange change) {
    return (TenantDecider.Accepted) decide(change, -1);
  }

  private Outcome<TenantChanged> refused(TenantChange change, long expected) {
    return ((TenantDecider.Refused) decide(change, expected)).outcome();
  }

  private static TenantChange.PutExtension put(
      Extension number, DigestSecret secret, PutMode mode) {
    return new TenantChange.PutExtension(number, "Name", true, secret, null, mode);
  }

  private static TenantChange.PutUser put(String name, Role role, String hash, Extension own) {
    return new TenantChange.PutUser(
        name, new UserWish("", role, hash, true, own), PutMode.CREATE_OR_REPLACE);
  }

  @Test
  void aNewExtensionIsStampedWithTheTenantsNextVersion() {
    var decision = accepted(put(BOB, TenantFixtures.SECRET, PutMode.CREATE));
    assertThat(decision.next().version()).isEqualTo(2);
    assertThat(decision.next().extension(BOB).version()).isEqualTo(2);
    assertThat(decision.next().extension(TenantFixtures.ALICE).version()).isEqualTo(1);
    assertThat(decision.action()).isEqualTo("extension.create");
    assertThat(decision.puts()).extracting(StoredObject::id).containsExactly("1002");
  }

  @Test
  void whatIsStoredIsWhatWasDecided() {
    var decision = accepted(put(BOB, TenantFixtures.SECRET, PutMode.CREATE));
    var change = new TenantChanged(TenantFixtures.ACME, 2, decision.puts(), decision.removals());
    assertThat(TenantCopy.of(acme, codec).apply(change).configuration()).isEqualTo(decision.next());
  }

  @Test
  void withoutAPasswordTheOldSecretStays() {
    var decision = accepted(put(TenantFixtures.ALICE, null, PutMode.REPLACE));
    assertThat(decision.next().extension(TenantFixtures.ALICE).secret())
        .isEqualTo(TenantFixtures.SECRET);
    assertThat(refused(put(BOB, null, PutMode.CREATE), -1)).isInstanceOf(Outcome.Invalid.class);
  }

  @Test
  void modesSayWhatMustExist() {
    var secret = TenantFixtures.SECRET;
    assertThat(refused(put(TenantFixtures.ALICE, secret, PutMode.CREATE), -1))
        .isInstanceOf(Outcome.Conflict.class);
    assertThat(refused(put(BOB, secret, PutMode.REPLACE), -1)).isInstanceOf(Outcome.NotFound.class);
    assertThat(refused(put(BOB, secret, PutMode.CREATE_OR_REPLACE), 4))
        .isInstanceOf(Outcome.NotFound.class);
  }

  @Test
  void changesBasedOnAnOldVersionAreRefused() {
    var stale = new Outcome.StaleVersion<TenantChanged>(1);
    assertThat(refused(put(TenantFixtures.ALICE, null, PutMode.REPLACE), 0)).isEqualTo(stale);
    assertThat(refused(new TenantChange.RemoveExtension(TenantFixtures.ALICE), 7)).isEqualTo(stale);
    assertThat(refused(new TenantChange.Profile(TenantFixtures.wish()), 7)).isEqualTo(stale);
    assertThat(decide(new TenantChange.Profile(TenantFixtures.wish()), 1))
        .isInstanceOf(TenantDecider.Accepted.class);
  }

  @Test
  void theLimitOfExtensionsHolds() {
    for (int limit : new int[] {0, 1}) {
      var full = acme.with(TenantFixtures.profile().withLimits(new Limits(limit, 1, 1, 1)));
      var decision =
          TenantDecider.decide(full, codec, put(BOB, TenantFixtures.SECRET, PutMode.CREATE), -1);
      assertThat(((TenantDecider.Refused) decision).outcome())
          .isEqualTo(new Outcome.LimitReached<>("extensions", limit));
    }
  }

  @Test
  void theLastAdministratorStays() {
    assertThat(refused(new TenantChange.RemoveUser("admin"), -1))
        .isInstanceOf(Outcome.Conflict.class);
    assertThat(refused(put("admin", Role.USER, null, null), -1))
        .isInstanceOf(Outcome.Conflict.class);
    assertThat(accepted(put("boss", Role.TENANT_ADMIN, "hash", null)).next().users()).hasSize(2);
  }

  @Test
  void usersLoseTheExtensionThatIsRemoved() {
    var withUser = accepted(put("alice", Role.USER, "hash", TenantFixtures.ALICE)).next();
    var decision =
        (TenantDecider.Accepted)
            TenantDecider.decide(
                withUser, codec, new TenantChange.RemoveExtension(TenantFixtures.ALICE), -1);
    assertThat(decision.next().user("alice").extension()).isNull();
    assertThat(decision.next().extensions()).isEmpty();
    assertThat(refused(put("bob", Role.USER, "hash", BOB), -1)).isInstanceOf(Outcome.Invalid.class);
  }

  @Test
  void aTenantThatIsBeingDeletedDoesNotChangeAnyMore() {
    var deleting = accepted(new TenantChange.Deletion()).next();
    assertThat(deleting.profile().status()).isEqualTo(TenantStatus.DELETING);
    var decision =
        TenantDecider.decide(deleting, codec, new TenantChange.Profile(TenantFixtures.wish()), -1);
    assertThat(((TenantDecider.Refused) decision).outcome()).isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void theUsualExpiryLiesWithinItsBounds() {
    var settings =
        new TenantSettings(
            List.of("MD5"),
            Duration.ofSeconds(30),
            new TenantSettings.RegistrationExpiry(
                Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(2)),
            null,
            Duration.ofDays(90),
            true);
    var wish = new TenantWish("Acme", TenantStatus.ACTIVE, Limits.DEFAULT, settings, null);
    assertThat(TenantValidation.of(wish))
        .extracting(FieldError::field)
        .containsExactly("settings.registration_expiry.standard");
  }

  @Test
  void aTenantsSettingsStayWithinTheOperatorsBoundsOnceTheyChange() {
    var limits =
        new Limits(
            1,
            1,
            1,
            1,
            100,
            Duration.ofHours(4),
            Duration.ofDays(90),
            Duration.ofMinutes(5),
            Duration.ofHours(2));
    var low = settings(Duration.ofSeconds(30), Duration.ofHours(12), Duration.ofDays(89));
    var wish = new TenantWish("Acme", TenantStatus.ACTIVE, limits, low, null);
    assertThat(TenantValidation.of(wish))
        .extracting(FieldError::field)
        .containsExactly(
            "settings.cdr_retention",
            "settings.registration_expiry.minimum",
            "settings.registration_expiry.maximum");
    assertThat(TenantValidation.of(wish, low)).isEmpty();

    var fitting = settings(Duration.ofMinutes(5), Duration.ofHours(2), Duration.ofDays(90));
    var better = new TenantWish("Acme", TenantStatus.ACTIVE, limits, fitting, null);
    assertThat(TenantValidation.of(better)).isEmpty();
  }

  private static TenantSettings settings(Duration shortest, Duration longest, Duration retention) {
    return new TenantSettings(
        List.of("MD5"),
        Duration.ofSeconds(30),
        new TenantSettings.RegistrationExpiry(shortest, longest, longest),
        null,
        retention,
        true);
  }

  @Test
  void theOperatorsBoundsThemselvesAreBounded() {
    var limits =
        new Limits(
            1, 1, 1, 1, -2, Duration.ZERO, Duration.ZERO, Duration.ofHours(2), Duration.ofHours(1));
    var wish = new TenantWish("Acme", TenantStatus.ACTIVE, limits, TenantSettings.DEFAULT, null);
    assertThat(TenantValidation.of(wish))
        .extracting(FieldError::field)
        .containsExactly(
            "limits.registers_per_second",
            "limits.call_duration",
            "limits.cdr_retention_minimum",
            "limits.registration_expiry_maximum");
  }

  @Test
  void everythingWrongWithAWishIsSaid() {
    var wish =
        new TenantWish(
            "",
            TenantStatus.DELETING,
            new Limits(-2, 0, -1, 5),
            new TenantSettings(
                List.of("MD4"),
                Duration.ZERO,
                new TenantSettings.RegistrationExpiry(
                    Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofMinutes(5)),
                "Mars/Olympus",
                Duration.ofDays(1),
                true),
            null);
    assertThat(TenantValidation.of(wish))
        .extracting(FieldError::field)
        .containsExactly(
            "display_name",
            "status",
            "limits.extensions",
            "settings.digest_algorithms",
            "settings.ring_time",
            "settings.registration_expiry.maximum",
            "settings.time_zone");
    assertThat(TenantValidation.of(new ExtensionWish("ok", true, "short", Duration.ofDays(1))))
        .extracting(FieldError::field)
        .containsExactly("password", "ring_time");
    assertThat(TenantValidation.of("Not@Good", new UserWish("x", null, null, true, null)))
        .extracting(FieldError::field)
        .containsExactly("username", "role");
    assertThat(TenantValidation.of(TenantFixtures.wish())).isEmpty();
  }

  @Test
  void aTenantPastItsDayIsExpired() {
    var now = new TestClock().instant();
    var old = TenantFixtures.profile();
    var profile =
        new TenantProfile(
            old.domain(),
            "A",
            TenantStatus.TRIAL,
            old.limits(),
            old.settings(),
            now,
            now,
            1,
            UnknownFields.NONE);
    assertThat(profile.statusAt(now)).isEqualTo(TenantStatus.EXPIRED);
    assertThat(profile.statusAt(now.minusMillis(1))).isEqualTo(TenantStatus.TRIAL);
  }
}
