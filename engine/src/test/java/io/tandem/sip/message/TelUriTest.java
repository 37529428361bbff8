package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3966. */
class TelUriTest {
  @ParameterizedTest
  @CsvSource({
    "tel:+1-201-555-0123, +12015550123, ",
    "TEL:+1(201)555.0123;ext=7;phone-context=ignored, +12015550123, ",
    "tel:7042;phone-context=Example.com, 7042, example.com",
    "tel:863-1234;isub=x;Phone-Context=+1-914-555, 8631234, +1-914-555",
    "tel:*21*#, *21*#, "
  })
  void readsNumbers(String text, String number, String context) {
    assertThat(TelUri.parse(text)).isEqualTo(new TelUri(number, context));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tel:", "tel:+", "tel:-", "tel:+12*", "tel:alice", "tel:1 2", "sip:1@x"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> TelUri.parse(text)).isInstanceOf(SipSyntaxException.class);
  }
}
