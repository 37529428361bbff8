package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameAddressTest {
  @Test
  void readsAQuotedNameWithEscapes() {
    assertThat(NameAddress.parse("\"A \\\"b\\\\ <c>, d\" <sip:1@h;p=1?x=y>;tag=t;Q=\"a \\\" b\""))
        .isEqualTo(
            new NameAddress(
                "A \"b\\ <c>, d", "sip:1@h;p=1?x=y", Map.of("tag", "t", "q", "a \" b")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sip:1@h;tag=t                  | <sip:1@h>;tag=t",
        "<sip:1@h;lr>                   | <sip:1@h;lr>",
        "Bob Smith <sips:b@h>;x         | \"Bob Smith\" <sips:b@h>;x",
        "\"\" <sip:1@h>                 | <sip:1@h>",
        "Zoë <sip:1@h> ; tag = t        | \"Zoë\" <sip:1@h>;tag=t",
        "tel:+49;tag=1                  | <tel:+49>;tag=1",
        "<sip:1@h>;+sip.instance=\"<urn:uuid:1>\" | <sip:1@h>;+sip.instance=\"<urn:uuid:1>\"",
        "<sip:[2001:db8::1]:5060>;e=\"\\\\\" | <sip:[2001:db8::1]:5060>;e=\"\\\\\"",
      })
  void isWrittenInOneForm(String text, String written) {
    assertThat(NameAddress.parse(text)).hasToString(written);
    assertThat(NameAddress.parse(written)).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<>",
        "1001",
        "<sip:1@h",
        "\"x <sip:1@h>",
        "<sip:1@h>;",
        "<sip:1@h>;;",
        "<sip:1@h> x",
        "sip:1@h?a=b",
        "<sip:1@h>;tag=a b"
      })
  void refuses(String text) {
    assertThatThrownBy(() -> NameAddress.parse(text)).isInstanceOf(SipSyntaxException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb", "a\0b", "a\nb", "a\rb", "a\u007fb"})
  void refusesControlCharactersInEveryPart(String text) {
    assertRefused(() -> new NameAddress(text, "sip:h", Map.of()));
    assertRefused(() -> NameAddress.of("sip:" + text + "@h"));
    assertRefused(() -> new NameAddress(null, "sip:h", Map.of("p", text)));
    assertRefused(() -> new NameAddress(null, "sip:h", Map.of(text, "v")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sip:h>;tag=x", "sip:h x", "sip:\"h", "<sip:h", "", "h"})
  void refusesAUriThatLeavesItsBrackets(String uri) {
    assertRefused(() -> NameAddress.of(uri));
  }

  @Test
  void quotesWhatCouldBeReadAsMore() {
    var address = new NameAddress("a\" <sip:x>", "sip:h", Map.of("p", "v;tag=x"));
    assertThat(address).hasToString("\"a\\\" <sip:x>\" <sip:h>;p=\"v;tag=x\"");
    assertThat(NameAddress.parse(address.toString())).isEqualTo(address);
  }

  @Test
  void setsOneParameter() {
    var address = NameAddress.of("sip:h").withParameter("tag", "a").withParameter("Tag", "b");
    assertThat(address.tag()).isEqualTo("b");
    assertThat(address.sipUri()).isEqualTo(SipUri.of(null, "h", -1));
    assertThat(NameAddress.of("tel:+1").sipUri()).isNull();
  }

  private static void assertRefused(Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
  }
}
