package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipUriTest {
  @Test
  void readsAllParts() {
    assertThat(
            SipUri.parse(
                "SIPS:al%69ce;x:pa%3As@[2001:DB8::1]:5061;transport=TCP;lr;a%5Db=c%3Bd?k=v&s=%41"))
        .isEqualTo(
            new SipUri(
                "sips",
                "alice;x",
                "pa:s",
                "2001:db8::1",
                5061,
                Map.of("transport", "TCP", "lr", "", "a]b", "c;d"),
                "k=v&s=%41"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sip:acme.test",
        "sip:1001@acme.test",
        "sip:+4930123;phone-context=x@10.0.0.1:5060;user=phone;lr",
        "sips:a%20b:p%3Aw@[::1]:5061;transport=tcp?Subject=hello",
        "sip:%00%E2%82%AC@h",
        "sip:*97%23@acme.test",
      })
  void writesWhatItReads(String text) {
    assertThat(SipUri.parse(text)).hasToString(text);
  }

  @Test
  void acceptsAHashFromPhonesAndEscapesIt() {
    assertThat(SipUri.parse("sip:*97#@acme.test")).hasToString("sip:*97%23@acme.test");
  }

  @Test
  void escapesWhatAUserPartCannotHold() {
    assertThat(SipUri.of("a b@\r\n>\"€😀", "acme.test", -1))
        .hasToString("sip:a%20b%40%0D%0A%3E%22%E2%82%AC%F0%9F%98%80@acme.test");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sip",
        "sip:",
        "tel:+123",
        "http://x",
        "sip:@h",
        "sip:u@",
        "sip:u@h:",
        "sip:u@h:0",
        "sip:u@h:65536",
        "sip:u@h:5x",
        "sip:u@h;",
        "sip:u@h;a=1;A=2",
        "sip:u@h;=v",
        "sip:u@h i",
        "sip:u v@h",
        "sip:u%4@h",
        "sip:u%zz@h",
        "sip:u%FF@h",
        "sip:u@v@h",
        "sip:u@[::1",
        "sip:u@::1",
        "sip:u@[h]",
        "sip:u@h?a b",
        "sip:u<@h",
        "sip:u@h\r\n",
        "sip:ü@h"
      })
  void refuses(String text) {
    assertThatThrownBy(() -> SipUri.parse(text)).isInstanceOf(SipSyntaxException.class);
  }

  @ParameterizedTest
  @CsvSource({
    // The examples of RFC 3261 §19.1.4.
    "sip:%61lice@atlanta.com;transport=TCP, sip:alice@AtLanTa.CoM;Transport=tcp, true",
    "sip:carol@chicago.com, sip:carol@chicago.com;newparam=5, true",
    "sip:carol@chicago.com;security=on, sip:carol@chicago.com;newparam=5, true",
    "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com, "
        + "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com, true",
    "sip:alice@atlanta.com?subject=project%20x&priority=urgent, "
        + "sip:alice@atlanta.com?priority=urgent&subject=project%20x, true",
    "SIP:ALICE@AtLanTa.CoM;Transport=udp, sip:alice@AtLanTa.CoM;Transport=UDP, false",
    "sip:bob@biloxi.com, sip:bob@biloxi.com:5060, false",
    "sip:bob@biloxi.com, sip:bob@biloxi.com;transport=udp, false",
    "sip:bob@biloxi.com, sip:bob@biloxi.com:6000;transport=tcp, false",
    "sip:carol@chicago.com, sip:carol@chicago.com?Subject=next%20meeting, false",
    "sip:bob@phone21.boxesbybob.com, sip:bob@192.0.2.4, false",
    "sip:carol@chicago.com;security=on, sip:carol@chicago.com;security=off, false",
    "sip:bob@h, sips:bob@h, false",
    "sip:bob@h, sip:h, false",
    "sip:bob:a@h, sip:bob:b@h, false",
  })
  void matchesByTheRulesOfTheRfc(String one, String other, boolean match) {
    assertThat(SipUri.parse(one).matches(SipUri.parse(other))).isEqualTo(match);
    assertThat(SipUri.parse(other).matches(SipUri.parse(one))).isEqualTo(match);
  }

  @Test
  void refusesPartsThatAreNone() {
    assertThatThrownBy(() -> SipUri.of("u", "h>\r\n", -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SipUri.of("u", "h", 70_000))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SipUri("tel", "u", null, "h", -1, Map.of(), null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SipUri("sip", "u", null, "h", -1, Map.of(), "a>b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
