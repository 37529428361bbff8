package io.tandem.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tandem.media.SdpRefusedException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreeningTest {
  private static final InetSocketAddress OURS = new InetSocketAddress("192.0.2.7", 20_000);
  private static final String AUDIO = "m=audio 4000 RTP/AVP 0";
  private final Screening screening = new Screening(OURS::equals);

  private List<Boolean> relayed(String... lines) throws SdpRefusedException {
    return screening.offer(SessionDescription.parse(Descriptions.of(lines))).stream()
        .map(RemoteStream::active)
        .toList();
  }

  private SdpRefusedException refusal(String text) {
    return catchThrowableOfType(
        SdpRefusedException.class, () -> screening.offer(SessionDescription.parse(text)));
  }

  @Test
  void relaysWhatIsRtpAndLeavesTheRest() throws SdpRefusedException {
    assertThat(
            relayed(
                AUDIO,
                "m=video 4002 RTP/AVPF 96",
                "m=image 4004 udptl t38",
                "m=application 4006 UDP/BFCP *",
                "m=audio 4008 RTP/SAVP 0",
                "m=audio 0 RTP/AVP 0",
                "m=audio 4010/2 RTP/AVP 0"))
        .containsExactly(true, true, false, false, false, false, false);
  }

  @ParameterizedTest
  @CsvSource({
    "m=audio 4000 RTP/SAVP 0, 302, RTP/SAVP is not supported",
    "m=audio 4000 RTP/SAVPF 0, 302, RTP/SAVPF is not supported",
    "m=audio 4000 UDP/TLS/RTP/SAVPF 0, 302, UDP/TLS/RTP/SAVPF is not supported",
    "m=image 4000 udptl t38, 304, no media over RTP/AVP is offered",
    "m=audio 0 RTP/AVP 0, 304, no media over RTP/AVP is offered",
    "a=nothing, 304, no media over RTP/AVP is offered",
  })
  void refusesAnOfferWithNothingToRelay(String line, int code, String reason) {
    SdpRefusedException refused = refusal(Descriptions.of(line));

    assertThat(refused.status()).isEqualTo(488);
    assertThat(refused.warning()).isEqualTo(code + " tandem \"" + reason + '"');
  }

  @Test
  void refusesABrowsersOffer() {
    assertThat(refusal(Descriptions.device("webrtc")).warning()).startsWith("302 ");
  }

  @ParameterizedTest
  @CsvSource({"m=audio 20000 RTP/AVP 0, a=x", "m=audio 4000 RTP/AVP 0, a=rtcp:20000"})
  void refusesAMediaLoop(String media, String attribute) {
    SdpRefusedException refused = refusal(Descriptions.of(media, attribute));

    assertThat(refused.status()).isEqualTo(488);
    assertThat(refused).hasMessageContaining("media loop");
  }

  @Test
  void refusesAnAnswerThatDoesNotFitTheOffer() throws SdpRefusedException {
    SessionDescription answer = SessionDescription.parse(Descriptions.of(AUDIO));
    MediaLine audio = answer.media().get(0).line();
    MediaLine video = new MediaLine("video", 5, 1, "RTP/AVP", List.of("96"));

    assertThat(screening.answer(answer, List.of(audio)).get(0).active()).isTrue();
    assertThat(screening.answer(answer, List.of(audio.withPort(0))).get(0).active()).isFalse();
    assertThat(
            catchThrowableOfType(
                SdpRefusedException.class, () -> screening.answer(answer, List.of(audio, video))))
        .hasMessage("the answer has 1 m= lines, the offer 2");
    assertThat(
            catchThrowableOfType(
                SdpRefusedException.class, () -> screening.answer(answer, List.of(video))))
        .hasMessageContaining("to an offer of video");
  }
}
