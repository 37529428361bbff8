package io.tandem.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.media.SdpRefusedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalDescriptionTest {
  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String rewritten(String text, boolean mux) throws SdpRefusedException {
    SessionDescription source = SessionDescription.parse(text);
    List<LocalLine> lines = new ArrayList<>();
    for (MediaDescription section : source.media()) {
      RemoteStream stream = RemoteStream.of(source, section);
      lines.add(new LocalLine(section, 30_000 + 2 * lines.size(), stream.direction(), mux));
    }
    return LocalDescription.body(address("198.51.100.1"), source, lines);
  }

  @Test
  void carriesCodecsAndTheirParametersUnchangedAndInOrder() throws SdpRefusedException {
    assertThat(rewritten(Descriptions.device("polycom"), false))
        .isEqualTo(
            Descriptions.crlf(
                """
                s=-
                c=IN IP4 198.51.100.1
                b=AS:512
                t=0 0
                m=audio 30000 RTP/AVP 9 102 0 8 18 127
                a=rtpmap:9 G722/8000
                a=rtpmap:102 G7221/16000
                a=fmtp:102 bitrate=32000
                a=rtpmap:0 PCMU/8000
                a=rtpmap:8 PCMA/8000
                a=rtpmap:18 G729/8000
                a=fmtp:18 annexb=no
                a=rtpmap:127 telephone-event/8000
                a=sendrecv
                m=video 30002 RTP/AVP 109 34
                b=TIAS:384000
                a=rtpmap:109 H264/90000
                a=fmtp:109 profile-level-id=42800d
                a=rtpmap:34 H263/90000
                a=fmtp:34 CIF=1;QCIF=1
                a=rtcp-fb:* ccm fir
                a=sendrecv
                """));
  }

  @Test
  void rewritesRtcpAndSaysMuxOnlyWhenAsked() throws SdpRefusedException {
    assertThat(rewritten(Descriptions.device("linphone"), true))
        .contains("a=rtcp:30001 IN IP4 198.51.100.1\r\n", "a=rtcp-mux\r\n");
    assertThat(rewritten(Descriptions.device("linphone"), false)).doesNotContain("rtcp-mux");
    assertThat(rewritten(Descriptions.device("yealink"), false)).doesNotContain("a=rtcp");
  }

  @Test
  void keepsThePacketTime() throws SdpRefusedException {
    assertThat(rewritten(Descriptions.device("baresip"), false))
        .contains("a=ptime:20\r\n", "a=minptime:20\r\n", "a=rtcp-rsize\r\n", "b=AS:128\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"yealink", "polycom", "linphone", "baresip", "freeswitch", "snom"})
  void leaksNothingOfTheOtherLeg(String device) throws SdpRefusedException {
    assertThat(rewritten(Descriptions.device(device), true))
        .doesNotContain("192.168.", "203.0.113.", "alice", "root", "cname")
        .doesNotContainIgnoringCase("talk", "polycom", "freeswitch", "baresip", "SDP data")
        .doesNotContain("candidate", "ice-", "crypto", "fingerprint", "setup", "zrtp", "key-mgmt")
        .doesNotContain("k=", "BUNDLE", "a=mid", "a=tool", "a=alt", "a=x-", "a=ssrc", "a=label");
  }

  @Test
  void refusesALineWithItsFormats() throws SdpRefusedException {
    SessionDescription source = SessionDescription.parse(Descriptions.device("yealink"));
    LocalLine refused = LocalLine.refused(source.media().get(0));

    assertThat(LocalDescription.body(address("2001:db8::1"), source, List.of(refused)))
        .isEqualTo("s=-\r\nc=IN IP6 2001:db8::1\r\nt=0 0\r\nm=audio 0 RTP/AVP 9 0 8 18 101\r\n");
  }

  @Test
  void raisesTheVersionExactlyWhenTheDescriptionChanges() {
    LocalOrigin first = LocalOrigin.create(77, address("198.51.100.1")).next("s=-\r\n");

    assertThat(first.text()).isEqualTo("v=0\r\no=- 77 1 IN IP4 198.51.100.1\r\ns=-\r\n");
    assertThat(first.next("s=-\r\n")).isSameAs(first);
    assertThat(first.next("s=x\r\n").version()).isEqualTo(2);
    assertThat(LocalOrigin.create(77, address("198.51.100.1")).text()).isNull();
  }

  @Test
  void neverGivesAVersionTwiceForDifferentDescriptions() {
    LocalOrigin before = LocalOrigin.create(77, address("198.51.100.1")).next("s=-\r\n");
    LocalOrigin failed = before.next("s=failed\r\n");
    LocalOrigin undone = before.after(failed);

    assertThat(undone.text()).isEqualTo(before.text());
    assertThat(undone.next("s=-\r\n").version()).isEqualTo(1);
    assertThat(undone.next("s=other\r\n").version()).isEqualTo(3);
  }

  @Test
  void anAnswersDirectionStaysWithinTheOffers() {
    assertThat(Direction.SENDRECV.within(Direction.SENDONLY)).isEqualTo(Direction.RECVONLY);
    assertThat(Direction.SENDRECV.within(Direction.RECVONLY)).isEqualTo(Direction.SENDONLY);
    assertThat(Direction.RECVONLY.within(Direction.SENDONLY)).isEqualTo(Direction.RECVONLY);
    assertThat(Direction.SENDONLY.within(Direction.SENDRECV)).isEqualTo(Direction.SENDONLY);
    assertThat(Direction.SENDRECV.within(Direction.INACTIVE)).isEqualTo(Direction.INACTIVE);
  }
}
