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
    return screening.offer(SessionDescription.parse(Descriptions.of(lines)), false).stream()
        .map(RemoteStream::active)
        .toList();
  }

  private SdpRefusedException refusal(String text) {
    return catchThrowableOfType(
        SdpRefusedException.class, () -> screening.offer(SessionDescription.parse(text), false));
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

  private static MediaDescription section(String... lines) throws SdpRefusedException {
    return SessionDescription.parse(Descriptions.of(lines)).media().get(0);
  }

  private List<RemoteStream> answered(String answer, MediaDescription... offered)
      throws SdpRefusedException {
    return screening.answer(
        SessionDescription.parse(Descriptions.of(answer.split("; "))), List.of(offered), false);
  }

  private SdpRefusedException misfit(String answer, MediaDescription... offered) {
    return catchThrowableOfType(SdpRefusedException.class, () -> answered(answer, offered));
  }

  @Test
  void takesAnAnswerThatFitsTheOffer() throws SdpRefusedException {
    MediaDescription audio = section(AUDIO);
    MediaDescription opus = section("m=audio 4 RTP/AVP 96 0", "a=rtpmap:96 opus/48000/2");

    assertThat(answered(AUDIO, audio).get(0).active()).isTrue();
    assertThat(answered("m=audio 9 RTP/AVP 8 0", audio).get(0).active()).isTrue();
    assertThat(answered("m=audio 9 RTP/AVPF 0", audio).get(0).active()).isTrue();
    assertThat(answered("m=audio 9 RTP/AVP 96", opus).get(0).active()).isTrue();
    assertThat(answered("m=audio 9 RTP/AVP 97; a=rtpmap:97 OPUS/48000/2", opus).get(0).active())
        .isTrue();
  }

  /** RFC 3264 §6: a stream that is rejected keeps its line; phones that leave it out mean that. */
  @Test
  void whatAnAnswerLeavesOutIsRejected() throws SdpRefusedException {
    MediaDescription audio = section(AUDIO);
    MediaDescription video = section("m=video 6 RTP/AVP 96");

    assertThat(answered(AUDIO, audio, video))
        .extracting(RemoteStream::active)
        .containsExactly(true, false);
    assertThat(answered(AUDIO, video, audio))
        .extracting(RemoteStream::active)
        .containsExactly(false, true);
    assertThat(answered(AUDIO + "; m=video 8 RTP/AVP 96", audio, audio, video))
        .extracting(RemoteStream::active)
        .containsExactly(true, false, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          m=audio 9 RTP/SAVP 0                       | the answer says RTP/SAVP to RTP/AVP
          m=audio 9 RTP/AVP 8                        | the answer has no offered codec
          m=audio 9 RTP/AVP 96; a=rtpmap:96 x/8000   | the answer has no offered codec
          m=audio 0 RTP/AVP 0                        | the answer rejects every stream
          m=video 9 RTP/AVP 0                        | the answer says m=video 9 RTP/AVP 0 to an offer of audio 4000 RTP/AVP 0
          m=audio 9 RTP/AVP 0; m=audio 8 RTP/AVP 0   | the answer has 2 m= lines, the offer 1
          """)
  void refusesAnAnswerThatDoesNotFitTheOffer(String answer, String reason) throws Exception {
    SdpRefusedException refused = misfit(answer, section(AUDIO));

    assertThat(refused.status()).isEqualTo(488);
    assertThat(refused).hasMessage(reason);
  }

  @Test
  void oneStreamOfSeveralMayNotFit() throws SdpRefusedException {
    var streams =
        answered(
            AUDIO + "; m=video 8 RTP/SAVP 96", section(AUDIO), section("m=video 6 RTP/AVP 96"));

    assertThat(streams).extracting(RemoteStream::active).containsExactly(true, false);
  }

  /** Case 59: a hold by port 0. */
  @Test
  void whoTalksMayStopEveryStream() throws SdpRefusedException {
    SessionDescription stop = SessionDescription.parse(Descriptions.of("m=audio 0 RTP/AVP 0"));

    assertThat(screening.offer(stop, true).get(0).active()).isFalse();
    assertThat(screening.answer(stop, List.of(section(AUDIO).stopped()), true).get(0).active())
        .isFalse();
    assertThat(screening.answer(stop, List.of(section(AUDIO)), true).get(0).active()).isFalse();
    var secure = SessionDescription.parse(Descriptions.of("m=audio 4 RTP/SAVP 0"));
    assertThat(catchThrowableOfType(SdpRefusedException.class, () -> screening.offer(secure, true)))
        .hasMessageContaining("not supported");
  }
}
