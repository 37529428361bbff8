package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentFieldTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/sdp                                  | application/sdp
          application / sdp                                | application/sdp
          Application/SDP                                  | application/sdp
          'application /\tsdp ; charset = utf-8'           | application/sdp
          application/sdp;                                 | application/sdp
          application/vnd.3gpp.ussd+xml                    | application/vnd.3gpp.ussd+xml
          'multipart/mixed;boundary="a;b=/c"'              | multipart/mixed
          """)
  void aMediaTypeMayBeWrittenFreely(String text, String value) {
    assertThat(ContentField.mediaType(text).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sdp",
        "/sdp",
        "application/",
        "application;x/sdp",
        "appli cation/sdp",
        "application/sdp x",
        "application/sdp;a b=c",
        "multipart/mixed;boundary=\"x"
      })
  void whatIsNoMediaTypeIsRefused(String text) {
    assertThatThrownBy(() -> ContentField.mediaType(text)).isInstanceOf(SipSyntaxException.class);
  }

  @Test
  void parametersComeWithoutQuotesAndCase() {
    var type = ContentField.mediaType("multipart/mixed; Boundary=\"a \\\"b; c\" ;x;y = Z");

    assertThat(type.parameter("boundary")).isEqualTo("a \"b; c");
    assertThat(type.parameter("x")).isEmpty();
    assertThat(type.parameter("y")).isEqualTo("Z");
    assertThat(type.parameter("z")).isNull();
    assertThat(type.family()).isEqualTo("multipart");
    assertThat(ContentField.disposition("Session;Handling=Optional").value()).isEqualTo("session");
  }
}
