package io.tandem.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tandem.media.SdpRefusedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpParserTest {
  private static final String SESSION =
      "v=0|o=- 1 1 IN IP4 192.0.2.7|s=-|c=IN IP4 192.0.2.7|t=0 0|";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yealink",
        "polycom",
        "linphone",
        "baresip",
        "freeswitch",
        "webrtc",
        "snom",
        "ipv6"
      })
  void keepsEveryLineOfWhatDevicesSend(String device) throws SdpRefusedException {
    String text = Descriptions.device(device);

    assertThat(SessionDescription.parse(text)).hasToString(text);
  }

  @Test
  void readsLinesEndedByLfAlone() throws SdpRefusedException {
    String text = Descriptions.device("yealink");

    assertThat(SessionDescription.parse(text.replace("\r\n", "\n"))).hasToString(text);
  }

  @Test
  void readsALastLineWithoutEndAndOneWithBlankLinesBehindIt() throws SdpRefusedException {
    String text = Descriptions.device("yealink");

    assertThat(SessionDescription.parse(text.stripTrailing())).hasToString(text);
    assertThat(SessionDescription.parse(text + "\r\n\r\n")).hasToString(text);
  }

  @Test
  void readsTheMediaLine() throws SdpRefusedException {
    MediaLine line =
        SessionDescription.parse(Descriptions.of("m=audio 5004/2 RTP/AVP 8 0"))
            .media()
            .get(0)
            .line();

    assertThat(line).isEqualTo(new MediaLine("audio", 5004, 2, "RTP/AVP", List.of("8", "0")));
    assertThat(line).hasToString("audio 5004/2 RTP/AVP 8 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '~',
      value = {
        "~~ > not a type=value line",
        "hello > not a type=value line",
        "o=- 1 1 IN IP4 192.0.2.7 > does not begin with v=0",
        "v=1 > does not begin with v=0",
        "v=0|s=- > no o= line",
        "v=0|o=- 1 1 > o= needs six fields",
        "v=0|o=- 1 1 IN IP4 a.b|o=- 1 1 IN IP4 a.b > more than one o= line",
        SESSION + "c=IN IP4 192.0.2.8 > more than one c= line",
        SESSION + "x=1 > x= has no place here",
        SESSION + "m=audio 1 RTP/AVP 0|t=0 0 > t= has no place here",
        SESSION + "m=audio 1 RTP/AVP 0|junk > not a type=value line",
        SESSION + "|m=audio 1 RTP/AVP 0 > not a type=value line",
        SESSION + "m=audio 1 RTP/AVP > needs media, port, protocol and formats",
        SESSION + "m=audio 65536 RTP/AVP 0 > '65536' is not a number",
        SESSION + "m=audio -1 RTP/AVP 0 > '-1' is not a number",
        SESSION + "m=audio 1/0 RTP/AVP 0 > '0' is not a number",
        SESSION + "m=audio 1/2/3 RTP/AVP 0 > has no port",
        SESSION + "m=audio 1 RTP/AVP 128 > '128' is not a number",
        SESSION + "m=audio 1 RTP/AVP pcmu > 'pcmu' is not a number",
      })
  void refusesNonsenseWithTheReason(String lines, String reason) {
    SdpRefusedException refused =
        catchThrowableOfType(
            SdpRefusedException.class, () -> SessionDescription.parse(lines.replace("|", "\r\n")));

    assertThat(refused).hasMessageContaining(reason);
    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void refusesControlCharacters() {
    SdpRefusedException refused =
        catchThrowableOfType(
            SdpRefusedException.class,
            () -> SessionDescription.parse(Descriptions.of("a=x\u0000\"y")));

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.warning())
        .isEqualTo("399 tandem \"session description: not a type=value line: a=x??y\"");
  }

  @Test
  void refusesTooMuch() {
    String media = "m=audio 1 RTP/AVP 0\r\n";

    assertThat(
            catchThrowableOfType(
                SdpRefusedException.class,
                () -> SessionDescription.parse(Descriptions.of(media.repeat(17).stripTrailing()))))
        .hasMessageContaining("more than 16 media sections");
    assertThat(
            catchThrowableOfType(
                SdpRefusedException.class,
                () -> SessionDescription.parse(Descriptions.of("a=" + "x".repeat(16_384)))))
        .hasMessageContaining("longer than 16384 characters");
    assertThat(
            catchThrowableOfType(
                SdpRefusedException.class,
                () ->
                    SessionDescription.parse(
                        Descriptions.of("m=audio 1 RTP/AVP" + " 1".repeat(129)))))
        .hasMessageContaining("more than 128 formats");
  }
}
