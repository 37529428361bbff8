package io.tandem.call.leg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.id.TenantId;
import io.tandem.secret.Key;
import io.tandem.secret.KeyRing;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DialogTokensTest {
  private final Random random = new Random(7);
  private final TenantId tenant = TenantId.random(random);
  private final CallId call = CallId.mint(1023, Instant.parse("2026-11-23T10:00:00Z"), random);
  private final Key old = key(1);
  private final Key current = key(255);
  private final DialogTokens tokens = new DialogTokens(ring(current, old));

  @ParameterizedTest
  @CsvSource({"0,0", "1,0", "255,65535", "7,300"})
  void saysWhatItWasIssuedFor(int leg, int variant) {
    String token = tokens.issue(tenant, call, new LegId(leg), variant);

    assertThat(token).hasSize(61).matches("[0-9a-v]+");
    assertThat(tokens.parse(token))
        .isEqualTo(new DialogToken(tenant, call, new LegId(leg), variant));
  }

  @Test
  void isReadInEitherCaseAndIssuedAlikeForTheSameDialog() {
    String token = tokens.issue(tenant, call, LegId.CALLER, 0);

    assertThat(tokens.parse(token.toUpperCase())).isEqualTo(tokens.parse(token));
    assertThat(tokens.issue(tenant, call, LegId.CALLER, 0)).isEqualTo(token);
  }

  @Test
  void hidesWhatItSays() {
    String one = tokens.issue(tenant, call, new LegId(1), 0);
    String two = tokens.issue(tenant, call, new LegId(2), 0);

    int alike = 0;
    for (int i = 2; i < one.length(); i++) {
      alike += one.charAt(i) == two.charAt(i) ? 1 : 0;
    }
    assertThat(alike).as("%s %s", one, two).isLessThan(15);
  }

  @Test
  void isReadUnderAnOlderKeyUntilThatHasGone() {
    String token = new DialogTokens(ring(old)).issue(tenant, call, LegId.CALLER, 3);

    assertThat(tokens.parse(token).variant()).isEqualTo(3);
    assertThat(new DialogTokens(ring(current)).parse(token)).isNull();
  }

  @Test
  void refusesEveryTokenWithOneCharacterChanged() {
    String token = tokens.issue(tenant, call, LegId.CALLER, 0);
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == '0' ? '1' : '0';
      assertThat(tokens.parse(token.substring(0, i) + other + token.substring(i + 1))).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "as7d6f87", "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"})
  void refusesWhatIsNotOurs(String tag) {
    assertThat(tokens.parse(tag)).isNull();
    assertThat(tokens.parse(null)).isNull();
  }

  @Test
  void refusesAVariantThatDoesNotFit() {
    assertThatThrownBy(() -> tokens.issue(tenant, call, LegId.CALLER, 65536))
        .hasMessageContaining("0 to 65535");
  }

  private Key key(int id) {
    var material = new byte[Key.LENGTH];
    random.nextBytes(material);
    return new Key(id, material);
  }

  private static KeyRing ring(Key current, Key... older) {
    var keys = new java.util.HashMap<Integer, Key>(Map.of(current.id(), current));
    for (var key : older) {
      keys.put(key.id(), key);
    }
    return new KeyRing() {
      @Override
      public Key current() {
        return current;
      }

      @Override
      public Key find(int id) {
        return keys.get(id);
      }
    };
  }
}
