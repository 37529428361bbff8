package io.tandem.call.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatedFlowTest {
  /** Lines of a description, separated by bars. */
  @ParameterizedTest
  @CsvSource({
    "m=audio 4000 RTP/AVP 0, true, true",
    "m=audio 4000 RTP/AVP 0|a=sendonly, true, false",
    "m=audio 4000 RTP/AVP 0|a=recvonly, false, true",
    "m=audio 4000 RTP/AVP 0|a=inactive, false, false",
    "a=inactive|m=audio 4000 RTP/AVP 0, false, false",
    "a=inactive|m=audio 4000 RTP/AVP 0|a=sendrecv, true, true",
    "c=IN IP4 0.0.0.0|m=audio 4000 RTP/AVP 0, true, false",
    "c=IN IP6 ::|m=audio 4000 RTP/AVP 0, true, false",
    "c=IN IP4 0.0.0.0|m=audio 4000 RTP/AVP 0|c=IN IP4 192.0.2.1, true, true",
    "m=audio 4000 RTP/AVP 0|m=video 5000 RTP/AVP 99|a=inactive, true, true",
    "m=audio 4000 RTP/AVP 0|a=sendonly|m=video 0 RTP/AVP 99, true, false",
    "m=audio 0 RTP/AVP 0, false, false",
    "a=sendonly, true, false",
    "a=recvonly-not, true, true"
  })
  void aDescriptionSaysWhatIsSentAndReceived(String lines, boolean sends, boolean receives) {
    String sdp = "v=0\r\n" + lines.replace("|", "\r\n") + "\r\n";
    assertThat(StatedFlow.of(sdp)).isEqualTo(new StatedFlow(sends, receives));
    assertThat(StatedFlow.of(sdp.replace("\r", ""))).isEqualTo(new StatedFlow(sends, receives));
  }
}
