package io.tandem.media.rtp;

import static io.tandem.id.LegId.CALLER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.EventLoopGroup;
import io.netty.util.ResourceLeakDetector;
import io.tandem.id.LegId;
import io.tandem.media.MediaSession;
import io.tandem.media.MediaSettings;
import io.tandem.media.MediaUsage;
import io.tandem.media.NoMediaPortsException;
import io.tandem.media.SdpRefusedException;
import io.tandem.net.EventLoops;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

/** Where the ports go and come from. */
@Isolated("it counts the leaked buffers of the whole JVM")
class PortsTest {
  private static final LegId CALLEE = new LegId(1);
  private RelayFixture relay = RelayFixture.create(40);

  @AfterEach
  void close() {
    relay.close();
  }

  private void use(int pairs) {
    relay.close();
    relay = RelayFixture.create(pairs);
  }

  private MediaSession call(RtpPhone alice, RtpPhone bob) throws Exception {
    MediaSession session = relay.open();
    session.offer(CALLER, CALLEE, alice.sdp());
    session.answer(CALLEE, CALLER, bob.sdp());
    session.connect(CALLER, CALLEE);
    return session;
  }

  @Test
  void tenThousandCallsLeaveNothingBehind() throws Exception {
    ListAppender<ILoggingEvent> leaks = new ListAppender<>();
    Logger detector = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    leaks.start();
    detector.addAppender(leaks);
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    use(120);
    try (RtpPhone alice = new RtpPhone(1);
        RtpPhone bob = new RtpPhone(2)) {
      for (int round = 0; round < 500; round++) {
        twentyCalls(alice, bob);
      }
      System.gc();
      twentyCalls(alice, bob); // what was lost is reported when buffers are allocated again
    }
    MediaUsage usage = relay.service.usage();
    assertThat(usage.sessions()).isZero();
    assertThat(usage.inUse()).isZero();
    assertThat(usage.quarantined()).isZero();
    assertThat(leaks.list).isEmpty();
    detector.detachAppender(leaks);
  }

  private void twentyCalls(RtpPhone alice, RtpPhone bob) throws Exception {
    List<MediaSession> sessions = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sessions.add(call(alice, bob));
    }
    relay.settle();
    String toAlice = answerOf(sessions.get(0));
    byte[] packet = alice.talk(toAlice);
    assertThat(bob.hear()).isEqualTo(packet);
    sessions.forEach(MediaSession::close);
    relay.settle();
    long strays = relay.service.usage().strayPackets();
    alice.talk(toAlice);
    await()
        .pollInterval(Duration.ofMillis(1))
        .until(() -> relay.service.usage().strayPackets() > strays);
    relay.pass(Duration.ofSeconds(2));
  }

  private static String answerOf(MediaSession session) {
    return session.state().legs().get(0).local();
  }

  @Test
  void aFreedPortRestsUntilItIsSilent() throws Exception {
    use(2);
    try (RtpPhone alice = new RtpPhone(1);
        RtpPhone bob = new RtpPhone(2)) {
      MediaSession first = call(alice, bob);
      String toAlice = answerOf(first);
      first.close();
      relay.pass(Duration.ofMillis(1_900));
      assertThatThrownBy(relay::open).isInstanceOf(NoMediaPortsException.class);

      alice.talk(toAlice);
      await().until(() -> relay.service.usage().strayPackets() == 1);
      relay.pass(Duration.ofMillis(1_900));
      assertThat(relay.service.usage().quarantined()).isEqualTo(1);
      relay.pass(Duration.ofMillis(100));
      assertThat(relay.service.usage().quarantined()).isZero();
      call(alice, bob).close();
    }
  }

  @Test
  void theLastPortsGoAndTheNextCallIsRefused() throws Exception {
    use(4);
    MediaSession one = relay.open();
    MediaSession two = relay.open();

    assertThatThrownBy(relay::open)
        .isInstanceOf(NoMediaPortsException.class)
        .hasMessageContaining("are in use");
    one.close();
    one.close();
    two.close();
    relay.pass(Duration.ofSeconds(2));
    relay.open().close();
    assertThat(relay.service.usage().sessions()).isZero();
  }

  @Test
  void anotherStreamWithoutPortsIsRefusedAndTheFirstGoesOn() throws Exception {
    use(2);
    try (RtpPhone alice = new RtpPhone(1);
        MediaSession session = relay.open()) {
      String video = "m=video 4002 RTP/AVP 96";

      assertThat(session.offer(CALLER, CALLEE, alice.sdp(video)))
          .contains("m=video 0 RTP/AVP 96\r\n")
          .containsPattern("m=audio [1-9]");
      SdpRefusedException refused =
          catchThrowableOfType(
              SdpRefusedException.class, () -> session.offer(CALLER, new LegId(2), alice.sdp()));
      assertThat(refused.status()).isEqualTo(503);
      session.answer(CALLEE, CALLER, alice.sdp("m=video 0 RTP/AVP 96"));
    }
  }

  @Test
  void portsOfOthersAreSkipped() throws Exception {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    EventLoopGroup loops = EventLoops.create(1, "media-test");
    try (DatagramSocket other = new DatagramSocket(0, loopback)) {
      int even = other.getLocalPort() & ~1;
      MediaSettings settings = MediaSettings.of(loopback, loopback, even - 20, even + 21);
      RtpMediaService service =
          RtpMediaService.start(settings, loops, System::nanoTime).toCompletableFuture().join();

      await().until(() -> service.usage().bound() == service.usage().capacity());
      assertThat(service.usage().capacity()).isLessThanOrEqualTo(20);
      service.open(leg -> {}).close();
      service.close();
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  @Test
  void aNodeStartsBesideAnotherThatHasTheFirstPorts() throws Exception {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    EventLoopGroup loops = EventLoops.create(1, "media-test");
    int first;
    try (DatagramSocket free = new DatagramSocket(0, loopback)) {
      first = Math.min(free.getLocalPort(), 65_535 - 3 * PortPool.MIN_FREE);
    }
    MediaSettings settings =
        MediaSettings.of(loopback, loopback, first, first + 3 * PortPool.MIN_FREE);
    RtpMediaService one =
        RtpMediaService.start(settings, loops, System::nanoTime).toCompletableFuture().join();

    RtpMediaService two =
        RtpMediaService.start(settings, loops, System::nanoTime).toCompletableFuture().join();

    assertThat(two.usage().bound()).isPositive();
    two.open(leg -> {}).close();
    one.close();
    two.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void aNodeWhosePortsAreAllTakenDoesNotStart() throws Exception {
    EventLoopGroup loops = EventLoops.create(1, "media-test");
    InetAddress notOurs = InetAddress.getByName("192.0.2.1");
    MediaSettings settings = MediaSettings.of(notOurs, notOurs, 20_000, 20_009);

    assertThat(RtpMediaService.start(settings, loops, System::nanoTime).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IOException.class)
        .withMessageContaining("none of the media ports 20000-20009 can be bound on 192.0.2.1");
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
