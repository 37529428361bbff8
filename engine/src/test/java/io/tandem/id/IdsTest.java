package io.tandem.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  private final Random random = new Random(42);

  @Test
  void base32DecodesWhatItEncodesForEveryLength() {
    for (int length = 0; length < 40; length++) {
      var bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(Base32.decode(Base32.encode(bytes))).isEqualTo(bytes);
      assertThat(Base32.decode(Base32.encode(bytes).toUpperCase())).isEqualTo(bytes);
    }
  }

  @Test
  void callIdCarriesShardAndStart() {
    var start = Instant.parse("2026-11-23T10:15:30.123Z");
    for (int shard : new int[] {0, 1, 511, 1023}) {
      var id = CallId.mint(shard, start, random);
      assertThat(id.shard()).isEqualTo(shard);
      assertThat(id.startedAt()).isEqualTo(start);
      assertThat(CallId.fromLongs(id.high(), id.low())).isEqualTo(id);
    }
  }

  @Test
  void callIdRefusesAShardThatDoesNotExist() {
    assertThatThrownBy(() -> CallId.mint(1024, Instant.EPOCH, random))
        .hasMessageContaining("0 to 1023");
  }

  @Test
  void tenantIdKeepsItsBits() {
    assertThat(TenantId.fromLong(-7).toLong()).isEqualTo(-7);
    assertThat(TenantId.random(random).value()).hasSize(13);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "10a1", "1234567890123456", "10 1", "+1001"})
  void extensionRefuses(String number) {
    assertThatThrownBy(() -> new Extension(number)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a.test", "a-.test", "A.test", "a..test", "a.test.", "a_b.test"})
  void domainRefuses(String name) {
    assertThatThrownBy(() -> new Domain(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme.test", "a", "x1-y.example.org", "10.0.0.1"})
  void domainAccepts(String name) {
    assertThat(new Domain(name).value()).isEqualTo(name);
  }
}
