package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViaTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SIP/2.0/UDP h:5060;rport;branch=z9hG4bK1 | SIP/2.0/UDP h:5060;rport;branch=z9hG4bK1",
        "SIP / 2.0 / tcp H ;branch = b            | SIP/2.0/tcp h;branch=b",
        "SIP/2.0/TLS [2001:db8::9:1];received=2001:db8::1 "
            + "| SIP/2.0/TLS [2001:db8::9:1];received=2001:db8::1",
        "SIP/2.0/UDP h;x=\"a b\"                  | SIP/2.0/UDP h;x=\"a b\"",
      })
  void isWrittenInOneForm(String text, String written) {
    assertThat(Via.parse(text)).hasToString(written);
    assertThat(Via.parse(written)).isEqualTo(Via.parse(text));
  }

  @Test
  void tellsWhatTheReceiverNoted() {
    var via = Via.parse("SIP/2.0/UDP h;branch=b;received=[2001:db8::1];rport=4000");
    assertThat(via.received()).isEqualTo("2001:db8::1");
    assertThat(via.rport()).isEqualTo(4000);
    assertThat(Via.parse("SIP/2.0/UDP h;rport").rport()).isEqualTo(-1);
    assertThat(Via.parse("SIP/2.0/UDP h").received()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SIP/2.0/UDP",
        "SIP/3.0/UDP h",
        "XIP/2.0/UDP h",
        "SIP/2.0/UDP h:99999",
        "SIP/2.0/UDP h;branch=",
        "SIP/2.0/UDP h;;",
        "SIP/2.0/UDP h, SIP/2.0/UDP i",
        "SIP/2.0/UDP h;rport=x"
      })
  void refuses(String text) {
    assertThatThrownBy(() -> Via.parse(text)).isInstanceOf(SipSyntaxException.class);
  }

  @Test
  void refusesPartsThatBreakTheHeader() {
    assertThatThrownBy(() -> new Via("UDP x", "h", -1, "b", Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Via("UDP", "h\r\n", -1, "b", Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Via("UDP", "h", -1, "b;c", Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Via("UDP", "h", -1, "b", Map.of("received", "\n")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
