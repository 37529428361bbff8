package io.tandem.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatchTest {
  private static final InetSocketAddress DESCRIBED = new InetSocketAddress("192.0.2.1", 4000);
  private static final InetSocketAddress NAT = new InetSocketAddress("198.51.100.9", 61_000);
  private static final InetSocketAddress OTHER = new InetSocketAddress("203.0.113.3", 5000);
  private static final int SSRC = 0x5eed;

  private final SignallingAddress signalling = new SignallingAddress();
  private final Latch latch = new Latch(signalling);
  private int sequence = 65_530;

  private boolean packet(InetSocketAddress from, long millis) {
    sequence = (sequence + 1) & 0xffff;
    return packet(from, SSRC, sequence, millis);
  }

  private boolean packet(InetSocketAddress from, int ssrc, int number, long millis) {
    return latch.accept(from, ssrc, number, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void describe(InetSocketAddress address, long millis) {
    latch.arm(address, TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void nobodyIsTheLegBeforeItsDescription() {
    assertThat(packet(NAT, 10_000)).isFalse();
    assertThat(latch.target()).isNull();
  }

  @Test
  void theFirstPacketFromTheDescribedAddressWins() {
    describe(DESCRIBED, 0);

    assertThat(packet(OTHER, 10)).isFalse();
    assertThat(packet(DESCRIBED, 20)).isTrue();
    assertThat(packet(OTHER, 600)).isFalse();
    assertThat(latch.source()).isEqualTo(DESCRIBED);
  }

  @Test
  void anotherSourceIsTakenOnlyAfter500MillisecondsOfNothing() {
    describe(DESCRIBED, 0);

    assertThat(packet(NAT, 499)).isFalse();
    assertThat(latch.target()).isEqualTo(DESCRIBED);
    assertThat(packet(NAT, 500)).isTrue();
    assertThat(latch.target()).isEqualTo(NAT);
    assertThat(packet(OTHER, 520)).isFalse();
  }

  @Test
  void theDescribedAddressStillWinsAfterAGuess() {
    describe(DESCRIBED, 0);
    packet(NAT, 500);

    assertThat(packet(DESCRIBED, 520)).isTrue();
    assertThat(packet(NAT, 540)).isFalse();
  }

  @Test
  void aRepeatedDescriptionDoesNotProlongTheWait() {
    describe(DESCRIBED, 0);
    describe(DESCRIBED, 400);

    assertThat(packet(NAT, 500)).isTrue();
  }

  @Test
  void anUnchangedDescriptionKeepsWhoWasHeardAndDecidesAnew() {
    describe(DESCRIBED, 0);
    packet(NAT, 600);
    describe(DESCRIBED, 1_000);

    assertThat(latch.target()).isEqualTo(NAT);
    assertThat(packet(OTHER, 7, 1, 1_499)).isFalse();
    assertThat(packet(OTHER, 7, 1, 1_500)).isTrue();
    assertThat(packet(NAT, 1_520)).isFalse();
  }

  @Test
  void whoGoesOnSendingAfterADescriptionStays() {
    describe(DESCRIBED, 0);
    packet(NAT, 600);
    describe(DESCRIBED, 1_000);

    assertThat(packet(NAT, 1_020)).isTrue();
    assertThat(packet(OTHER, 7, 1, 1_600)).isFalse();
  }

  @Test
  void aNewAddressInTheDescriptionIsWaitedForAfresh() {
    describe(DESCRIBED, 0);
    packet(DESCRIBED, 20);
    describe(OTHER, 5_000);

    assertThat(latch.target()).isEqualTo(OTHER);
    assertThat(packet(DESCRIBED, 5_100)).isFalse();
    assertThat(packet(OTHER, 5_120)).isTrue();
    assertThat(packet(DESCRIBED, 5_140)).isFalse();
  }

  @Test
  void whatWasUnderWayFromTheOldPortDoesNotTakeTheStreamBack() {
    var moved = new InetSocketAddress(DESCRIBED.getAddress(), 4002);
    signalling.learn(DESCRIBED.getAddress());
    describe(DESCRIBED, 0);
    packet(DESCRIBED, 20);
    describe(moved, 5_000);

    assertThat(packet(DESCRIBED, 5_001)).isFalse();
    assertThat(latch.target()).isEqualTo(moved);
    assertThat(packet(DESCRIBED, 5_500)).as("a guess like any other").isTrue();
    assertThat(latch.target()).as("which falls silent").isEqualTo(moved);
    assertThat(packet(moved, 7, 1, 5_520)).isTrue();
    assertThat(packet(DESCRIBED, 9_000)).isFalse();
  }

  @Test
  void aPhoneThatGoesOnSendingFromWhereItWasIsBelievedInTheEnd() {
    var next = new InetSocketAddress("192.0.2.1", 4002);
    signalling.learn(NAT.getAddress());
    describe(DESCRIBED, 0);
    packet(NAT, 20);
    describe(next, 5_000);

    assertThat(packet(NAT, 5_020)).isFalse();
    assertThat(packet(NAT, 5_500)).isTrue();
    assertThat(latch.target()).isEqualTo(next);
    assertThat(packet(NAT, 6_000)).isTrue();
    assertThat(latch.target()).isEqualTo(NAT);
    assertThat(packet(OTHER, 6_600)).isFalse();
  }

  @Test
  void anotherPortOfTheSignallingHostWinsAtOnceAfterTheDescriptionMoved() {
    var neighbour = new InetSocketAddress(NAT.getAddress(), 61_002);
    signalling.learn(NAT.getAddress());
    describe(DESCRIBED, 0);
    packet(NAT, 20);
    describe(OTHER, 5_000);
    packet(NAT, 5_500);

    assertThat(packet(neighbour, 7, 1, 5_520)).isTrue();
    assertThat(packet(NAT, 5_540)).isFalse();
  }

  @Test
  void holdWithoutAddressKeepsTheSource() {
    describe(DESCRIBED, 0);
    packet(NAT, 600);
    describe(null, 1_000);
    describe(DESCRIBED, 9_000);

    assertThat(latch.target()).isEqualTo(NAT);
    assertThat(packet(NAT, 9_020)).isTrue();
  }

  @Test
  void aLegKnownByNoAddressIsWhoSpeaksFirst() {
    describe(null, 0);

    assertThat(latch.target()).isNull();
    assertThat(packet(NAT, 100)).isFalse();
    assertThat(packet(NAT, 500)).isTrue();
  }

  @Test
  void aSourceOnTheHostThatSignalsIsTakenAtOnce() {
    signalling.learn(NAT.getAddress());
    describe(DESCRIBED, 0);

    assertThat(packet(OTHER, 10)).isFalse();
    assertThat(packet(NAT, 10)).isTrue();
    assertThat(latch.target()).isEqualTo(NAT);
    assertThat(packet(OTHER, 600)).isFalse();
    assertThat(packet(DESCRIBED, 620)).as("the description still counts most").isTrue();
    assertThat(packet(NAT, 640)).isFalse();
  }

  @Test
  void whoSignalsTakesALegFromWhoWasOnlyGuessed() {
    signalling.learn(NAT.getAddress());
    describe(DESCRIBED, 0);
    assertThat(packet(OTHER, 500)).isTrue();

    assertThat(packet(NAT, 520)).isTrue();
    assertThat(packet(OTHER, 540)).isFalse();
  }

  @Test
  void anotherPortOfTheSignallingHostDoesNotTakeAStreamThatGoesOn() {
    var neighbour = new InetSocketAddress(NAT.getAddress(), 61_002);
    signalling.learn(NAT.getAddress());
    describe(DESCRIBED, 0);
    packet(NAT, 20);

    assertThat(packet(neighbour, 7, 1, 1_000)).isFalse();
    describe(DESCRIBED, 1_020);
    assertThat(packet(neighbour, 7, 1, 1_040)).as("heard until just now").isFalse();
    assertThat(packet(neighbour, 7, 1, 1_520)).as("silent since the description").isTrue();
  }

  @Test
  void aPhoneThatSignalsFromElsewhereIsFollowedAtOnce() {
    signalling.learn(NAT.getAddress());
    describe(DESCRIBED, 0);
    packet(NAT, 20);

    signalling.learn(OTHER.getAddress());
    assertThat(packet(OTHER, 9, 1, 40)).isTrue();
    assertThat(packet(NAT, 60)).isFalse();
  }

  @Test
  void nothingIsSentToAnInternalAddressOfAPhoneThatSignalsFromAPublicOne() {
    var internal = new InetSocketAddress("192.168.1.20", 4000);
    signalling.learn(NAT.getAddress());
    describe(internal, 0);

    assertThat(latch.target()).isNull();
    assertThat(packet(NAT, 20)).isTrue();
    assertThat(latch.target()).isEqualTo(NAT);
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.1.20, 198.51.100.9, false",
    "10.1.2.3, 198.51.100.9, false",
    "100.64.0.1, 198.51.100.9, false",
    "fd00::20, 2001:db8::9, false",
    "10.1.2.3, 10.9.9.9, true",
    "10.1.2.3, 127.0.0.1, true",
    "203.0.113.3, 198.51.100.9, true",
    "203.0.113.3, 10.9.9.9, true"
  })
  void knowsWhetherADescribedAddressMayBeReached(String described, String from, boolean reached)
      throws Exception {
    signalling.learn(InetAddress.getByName(from));

    assertThat(signalling.reaches(new InetSocketAddress(described, 4000))).isEqualTo(reached);
  }

  @Test
  void aStreamMovesAfter2SecondsOfSilenceIfItContinues() {
    describe(DESCRIBED, 0);
    assertThat(packet(DESCRIBED, SSRC, 65_535, 20)).isTrue();

    assertThat(packet(NAT, SSRC, 5, 2_019)).as("too early").isFalse();
    assertThat(packet(NAT, SSRC + 1, 5, 2_020)).as("another SSRC").isFalse();
    assertThat(packet(NAT, SSRC, 65_535, 2_020)).as("no step").isFalse();
    assertThat(packet(NAT, SSRC, 65_500, 2_020)).as("backwards").isFalse();
    assertThat(packet(NAT, SSRC, 3_001, 2_020)).as("too far").isFalse();
    assertThat(packet(NAT, SSRC, 5, 2_020)).as("continues across the wrap").isTrue();
    assertThat(latch.source()).isEqualTo(NAT);
  }
}
