package io.tandem.media.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.media.SdpRefusedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineMatchingTest {
  private static final String AUDIO = "m=audio 4000 RTP/AVP 0";
  private static final String VIDEO = "m=video 4002 RTP/AVP 96";
  private static final String FAX = "m=image 4004 udptl t38";

  private static List<RemoteStream> offered(String... lines) throws SdpRefusedException {
    SessionDescription description = SessionDescription.parse(Descriptions.of(lines));
    List<RemoteStream> streams = new ArrayList<>();
    for (MediaDescription section : description.media()) {
      streams.add(RemoteStream.of(description, section));
    }
    return streams;
  }

  private static List<MediaLine> known(String... lines) throws SdpRefusedException {
    return offered(lines).stream().map(stream -> stream.description().line()).toList();
  }

  private static List<Integer> counterparts(LineMatching matching) {
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < matching.lines(); i++) {
      all.add(matching.counterpart(i));
    }
    return all;
  }

  @Test
  void passesTheLinesInOrderToALegThatKnowsNone() throws SdpRefusedException {
    LineMatching matching = LineMatching.of(offered(AUDIO, FAX, VIDEO), List.of(), null);

    assertThat(counterparts(matching)).containsExactly(0, LineMatching.NONE, 1);
    assertThat(matching.size()).isEqualTo(2);
    assertThat(matching.origin(1)).isEqualTo(2);
  }

  @Test
  void findsTheSameMediaInAnotherOrderAndKeepsLinesWithoutCounterpart() throws SdpRefusedException {
    LineMatching matching = LineMatching.of(offered(AUDIO), known(VIDEO, AUDIO), null);

    assertThat(counterparts(matching)).containsExactly(1);
    assertThat(matching.size()).isEqualTo(2);
    assertThat(matching.origin(0)).isEqualTo(LineMatching.NONE);
  }

  @Test
  void continuesAsBeforeEvenForALineThatIsSwitchedOff() throws SdpRefusedException {
    LineMatching before = LineMatching.of(offered(AUDIO, FAX, AUDIO), List.of(), null);
    LineMatching now =
        LineMatching.of(
            offered("m=audio 0 RTP/AVP 0", FAX, AUDIO, AUDIO), known(AUDIO, AUDIO), before);

    assertThat(counterparts(now)).containsExactly(0, LineMatching.NONE, 1, 2);
  }

  @Test
  void readsTheSameFromTheOtherSide() throws SdpRefusedException {
    LineMatching matching = LineMatching.of(offered(AUDIO, FAX, VIDEO), List.of(), null);
    LineMatching reversed = matching.reversed();

    assertThat(counterparts(reversed)).containsExactly(0, 2);
    assertThat(reversed.size()).isEqualTo(3);
    assertThat(counterparts(reversed.reversed())).isEqualTo(counterparts(matching));
  }
}
