package io.tandem.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tandem.media.SdpRefusedException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteStreamTest {
  private static RemoteStream only(String text) throws SdpRefusedException {
    SessionDescription description = SessionDescription.parse(text);
    return RemoteStream.of(description, description.media().get(0));
  }

  @Test
  void takesTheSessionsAddressAndTheNextPortForRtcp() throws SdpRefusedException {
    RemoteStream stream = only(Descriptions.device("yealink"));

    assertThat(stream.rtp()).isEqualTo(new InetSocketAddress("192.168.10.21", 11780));
    assertThat(stream.rtcp()).isEqualTo(new InetSocketAddress("192.168.10.21", 11781));
    assertThat(stream.mux()).isFalse();
    assertThat(stream.direction()).isEqualTo(Direction.SENDRECV);
  }

  @Test
  void prefersTheMediasOwnAddress() throws SdpRefusedException {
    RemoteStream stream = only(Descriptions.device("linphone"));

    assertThat(stream.rtp()).isEqualTo(new InetSocketAddress("203.0.113.44", 7078));
    assertThat(stream.rtcp()).isEqualTo(new InetSocketAddress("203.0.113.44", 50761));
    assertThat(stream.mux()).isTrue();
  }

  @Test
  void readsRtcpWithAPortAlone() throws SdpRefusedException {
    RemoteStream stream = only(Descriptions.of("m=audio 4000 RTP/AVP 0", "a=rtcp:53020"));

    assertThat(stream.rtcp()).isEqualTo(new InetSocketAddress("192.0.2.7", 53020));
  }

  @Test
  void readsIpv6() throws SdpRefusedException {
    assertThat(only(Descriptions.device("ipv6")).rtp())
        .isEqualTo(new InetSocketAddress("2001:db8::21", 4000));
  }

  @ParameterizedTest
  @CsvSource({
    "sendrecv, SENDRECV, SENDONLY",
    "sendonly, SENDONLY, SENDONLY",
    "recvonly, RECVONLY, INACTIVE",
    "inactive, INACTIVE, INACTIVE"
  })
  void readsHoldOfBothKinds(String attribute, Direction stated, Direction withoutAddress)
      throws SdpRefusedException {
    String[] lines = {"m=audio 4000 RTP/AVP 0", "a=" + attribute};
    RemoteStream modern = only(Descriptions.of(lines));
    RemoteStream old =
        only(Descriptions.of(lines).replace("c=IN IP4 192.0.2.7", "c=IN IP4 0.0.0.0"));

    assertThat(modern.direction()).isEqualTo(stated);
    assertThat(modern.mute()).isFalse();
    assertThat(old.direction()).isEqualTo(withoutAddress);
    assertThat(old.mute()).isTrue();
    assertThat(old.rtp()).isNull();
    assertThat(old.rtcp()).isNull();
    assertThat(old.active()).isTrue();
  }

  @Test
  void takesTheSessionsDirectionUnlessTheMediaHasItsOwn() throws SdpRefusedException {
    String held = Descriptions.of("a=sendonly", "m=audio 4000 RTP/AVP 0");

    assertThat(only(held).direction()).isEqualTo(Direction.SENDONLY);
    assertThat(only(held + "a=inactive\r\n").direction()).isEqualTo(Direction.INACTIVE);
  }

  @Test
  void knowsAHostNameOnlyByItsPackets() throws SdpRefusedException {
    RemoteStream stream =
        only(Descriptions.of("m=audio 4000 RTP/AVP 0", "c=IN IP4 phone.example.org"));

    assertThat(stream.active()).isTrue();
    assertThat(stream.mute()).isFalse();
    assertThat(stream.rtp()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c=IN IP4 192.0.2.300",
        "c=IN IP4 192.0.2",
        "c=IN IP6 2001:db8:::1",
        "c=IN IP6 192.0.2.1:",
        "c=IN IP4",
        "c=ATM IP4 192.0.2.1",
        "c=IN IP5 192.0.2.1",
        "c=IN IP4 -phone",
        "a=rtcp:none",
        "a=rtcp:65536",
        "a=rtcp:5 IN IP4 1.2.3.4.5"
      })
  void refusesWhatIsNoAddress(String line) {
    SdpRefusedException refused =
        catchThrowableOfType(
            SdpRefusedException.class, () -> only(Descriptions.of("m=audio 4000 RTP/AVP 0", line)));

    assertThat(refused.status()).isEqualTo(400);
  }

  @Test
  void refusesMediaWithoutAddress() {
    String text = Descriptions.of("m=audio 4000 RTP/AVP 0").replace("c=IN IP4 192.0.2.7\r\n", "");

    assertThat(catchThrowableOfType(SdpRefusedException.class, () -> only(text)))
        .hasMessageContaining("no c= line for m=audio 4000");
  }

  @Test
  void refusesMulticast() {
    SdpRefusedException refused =
        catchThrowableOfType(
            SdpRefusedException.class,
            () -> only(Descriptions.of("m=audio 4000 RTP/AVP 0", "c=IN IP4 224.2.1.1/127")));

    assertThat(refused.status()).isEqualTo(488);
    assertThat(refused.warning()).startsWith("330 tandem ");
  }

  @Test
  void readsWhatThePayloadTypesMean() throws SdpRefusedException {
    SessionDescription linphone = SessionDescription.parse(Descriptions.device("linphone"));
    PayloadTypes types = PayloadTypes.of(linphone.media().get(0));

    assertThat(types.preferred()).isEqualTo("opus");
    assertThat(types.clockRate(96)).isEqualTo(48_000);
    assertThat(types.name(8)).isEqualTo("PCMA");
    assertThat(List.of(types.name(101), types.name(13), types.name(-1))).containsOnly("");
    assertThat(types.clockRate(101)).isZero();
    assertThat(PayloadTypes.NONE.preferred()).isEmpty();
  }
}
