package io.tandem.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class KeyedMacTest {
  /** RFC 4231, test cases 1 and 2. */
  private static final Key FIRST = new Key(1, HexFormat.of().parseHex("0b".repeat(20)));

  private static final Key SECOND = new Key(1, "Jefe".getBytes(StandardCharsets.US_ASCII));
  private static final String FIRST_CODE =
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
  private static final String SECOND_CODE =
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

  private final KeyedMac macs = new KeyedMac();

  @Test
  void isReadyAgainAfterEachCode() {
    assertThat(code(FIRST, "Hi There")).isEqualTo(FIRST_CODE);
    assertThat(code(FIRST, "Hi There")).isEqualTo(FIRST_CODE);
  }

  @Test
  void followsAChangeOfTheKeyEvenUnderTheSameId() {
    assertThat(code(FIRST, "Hi There")).isEqualTo(FIRST_CODE);
    assertThat(code(SECOND, "what do ya want for nothing?")).isEqualTo(SECOND_CODE);
    assertThat(code(FIRST, "Hi There")).isEqualTo(FIRST_CODE);
  }

  private String code(Key key, String text) {
    var code = macs.under(key).doFinal(text.getBytes(StandardCharsets.US_ASCII));
    return HexFormat.of().formatHex(code);
  }
}
