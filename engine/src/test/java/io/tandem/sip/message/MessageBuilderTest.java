package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageBuilderTest {
  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX: y", "a\nX: y", "a\rX: y", "a\0", "\u007f"})
  void noValueCanAddALine(String value) {
    var builder = Samples.request(Samples.INVITE).toBuilder();
    assertRefused(() -> builder.header("Subject", value));
    assertRefused(() -> builder.header(value, "x"));
    assertRefused(() -> builder.replace("Subject", value));
    assertRefused(() -> builder.callId(value));
    assertRefused(() -> builder.toTag(value));
    assertRefused(() -> builder.route(List.of("<sip:p;lr>", value)));
    assertRefused(() -> builder.body(value, new byte[0]));
    assertRefused(() -> SipRequest.builder("INFO " + value, "sip:h"));
    assertRefused(() -> SipRequest.builder("INFO", "sip:" + value));
    assertRefused(() -> SipResponse.to(Samples.request(Samples.INVITE), 200).reason(value));
    assertThat(Samples.text(builder.build())).doesNotContain("X: y");
  }

  @Test
  void theBodyAloneDeterminesItsLength() {
    var builder = SipRequest.builder("INFO", "sip:h");
    assertRefused(() -> builder.header("Content-Length", "5"));
    assertRefused(() -> builder.header("l", "5"));
  }

  @Test
  void refusesNumbersOutOfRangeAndIncompleteMessages() {
    var builder = SipRequest.builder("INFO", "sip:h");
    assertRefused(() -> builder.cseq(1L << 31));
    assertRefused(() -> builder.cseq(-1));
    assertRefused(() -> builder.maxForwards(256));
    assertRefused(() -> builder.toTag("t"));
    assertThatThrownBy(builder::build).hasMessage("missing From");
  }

  @Test
  void settingReplacesAndAddingAdds() {
    var request =
        Samples.request(Samples.INVITE).toBuilder()
            .callId("other")
            .header("Route", "<sip:a;lr>, <sip:b,c;lr>")
            .contact(NameAddress.of("sip:second@h"))
            .to(NameAddress.of("sip:new@h"))
            .toTag("one")
            .toTag("two")
            .build();
    assertThat(request.callId()).isEqualTo("other");
    assertThat(request.headers("Route")).containsExactly("<sip:a;lr>", "<sip:b,c;lr>");
    assertThat(request.contacts()).hasSize(2);
    assertThat(request.to()).hasToString("<sip:new@h>;tag=two");
    assertThat(request.toBuilder().recordRoute(List.of()).route(List.of()).build().routes())
        .isEmpty();
  }

  @Test
  void aTagGivenWithToIsKept() {
    var invite = Samples.request(Samples.INVITE);
    var tagged = SipResponse.to(invite, 200).replace("t", "<sip:x@h>;tag=mine").build();
    assertThat(tagged.toTag()).isEqualTo("mine");
  }

  private static void assertRefused(Runnable call) {
    assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
  }
}
