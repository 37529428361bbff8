package io.tandem.id;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
  private static final String ROCKET = "\ud83d\ude80";

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ä€", ROCKET, "a" + ROCKET + "b", ROCKET + ROCKET, "\0"})
  void whatIsWellFormedStaysTheSame(String text) {
    assertThat(Text.isWellFormed(text)).isTrue();
    assertThat(Text.wellFormed(text)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource({
    "\ud83d, \ufffd",
    "\ude80, \ufffd",
    "a\ud83d, a\ufffd",
    "\ude80a, \ufffda",
    "\ud83da\ude80, \ufffda\ufffd",
    "\ude80\ud83d, \ufffd\ufffd",
    "\ud83d\ud83d\ude80, \ufffd\ud83d\ude80",
    "\ud83d\ude80\ude80x, \ud83d\ude80\ufffdx"
  })
  void eachHalfPairIsReplaced(String text, String mended) {
    assertThat(Text.isWellFormed(text)).isFalse();
    assertThat(Text.wellFormed(text)).isEqualTo(mended);
  }

  @Test
  void aCutFallsBetweenCharacters() {
    String text = "ab" + ROCKET + "c";
    assertThat(Text.cut(text, 0)).isEmpty();
    assertThat(Text.cut(text, 2)).isEqualTo("ab");
    assertThat(Text.cut(text, 3)).isEqualTo("ab");
    assertThat(Text.cut(text, 4)).isEqualTo("ab" + ROCKET);
    assertThat(Text.cut(text, 5)).isSameAs(text);
    assertThat(Text.cut(text, 99)).isSameAs(text);
    assertThat(Text.cut(null, 1)).isNull();
    assertThat(Text.wellFormed(null)).isNull();
  }
}
