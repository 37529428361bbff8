package io.tandem.phone.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DtmfTest {
  private static final int FRAME = 160;

  @Test
  void digitsArriveOnceEachThoughEveryEventIsManyPackets() {
    DtmfSender sender = new DtmfSender();
    DtmfReceiver receiver = new DtmfReceiver();
    receiver.payloadType(101);
    sender.add("11#d");
    long now = 0;
    long start = 0;
    int packets = 0;
    while (sender.active()) {
      now += FRAME;
      DtmfSender.Event event = sender.next(FRAME);
      if (event != null) {
        start = event.first() ? now : start;
        packets++;
        assertThat(receiver.take(packet(event, start))).isTrue();
      }
    }

    assertThat(receiver.digits()).isEqualTo("11#D");
    assertThat(packets).isEqualTo(4 * 8);
  }

  @Test
  void otherCharactersAreRefused() {
    assertThatThrownBy(() -> new DtmfSender().add("1x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static RtpPacket packet(DtmfSender.Event event, long start) {
    return new RtpPacket(101, event.first(), 0, start, 1, event.payload());
  }
}
