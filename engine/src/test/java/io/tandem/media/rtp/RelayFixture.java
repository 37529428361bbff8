package io.tandem.media.rtp;

import io.netty.channel.EventLoopGroup;
import io.tandem.id.LegId;
import io.tandem.media.MediaSession;
import io.tandem.media.MediaSettings;
import io.tandem.media.NoMediaPortsException;
import io.tandem.net.EventLoops;
import io.tandem.net.Network;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A media service on loopback whose clock stands still unless moved. */
public final class RelayFixture implements AutoCloseable {
  private static final int ATTEMPTS = 20;

  private final AtomicLong nanoTime = new AtomicLong(System.nanoTime());
  private final EventLoopGroup loops;
  final List<LegId> timedOut = new CopyOnWriteArrayList<>();
  public final RtpMediaService service;

  private RelayFixture(
      EventLoopGroup loops, int pairs, MediaSettings.Address ipv4, MediaSettings.Address ipv6) {
    this(loops, pairs, ipv4, ipv6, List.of());
  }

  private RelayFixture(
      EventLoopGroup loops,
      int pairs,
      MediaSettings.Address ipv4,
      MediaSettings.Address ipv6,
      List<Network> refused) {
    this.loops = loops;
    this.service = start(pairs, ipv4, ipv6, refused);
  }

  /** On the platform's best loops, with that many port pairs of each family. */
  public static RelayFixture create(int pairs) {
    return new RelayFixture(
        EventLoops.create(2, "media-test"), pairs, loopback("127.0.0.1"), loopback("::1"));
  }

  /** On the JDK's selectors, one loop. */
  static RelayFixture onNio(int pairs) {
    return new RelayFixture(
        EventLoops.createNio(1, "media-test"), pairs, loopback("127.0.0.1"), null);
  }

  /** With IPv4 ports on {@code bind}, named as {@code advertise}. */
  static RelayFixture advertising(InetAddress bind, InetAddress advertise) {
    var address = new MediaSettings.Address(bind, advertise);
    return new RelayFixture(EventLoops.create(1, "media-test"), 10, address, null);
  }

  /** On all addresses, and advertising one that is not this host's. */
  static RelayFixture elsewhere(List<Network> refused) throws UnknownHostException {
    var address =
        new MediaSettings.Address(
            InetAddress.getByName("0.0.0.0"), InetAddress.getByName("203.0.113.1"));
    return new RelayFixture(EventLoops.create(1, "media-test"), 10, address, null, refused);
  }

  /** Below the ephemeral ports, somewhere; another place if others are there. */
  private RtpMediaService start(
      int pairs, MediaSettings.Address ipv4, MediaSettings.Address ipv6, List<Network> refused) {
    for (int attempt = 1; ; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(5_000, 15_000) * 2;
      MediaSettings settings =
          new MediaSettings(
              ipv4, ipv6, first, first + 2 * pairs - 1, refused, Duration.ofSeconds(60));
      try {
        return RtpMediaService.start(settings, loops, nanoTime::get).toCompletableFuture().join();
      } catch (CompletionException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  static MediaSettings.Address loopback(String literal) {
    try {
      InetAddress address = InetAddress.getByName(literal);
      return new MediaSettings.Address(address, address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  MediaSession open() throws NoMediaPortsException {
    return service.open(timedOut::add);
  }

  /** Lets the loops do what they were told. */
  public void settle() {
    service.tick();
  }

  /** Moves the clock, then looks for timeouts. */
  public void pass(Duration time) {
    settle();
    nanoTime.addAndGet(time.toNanos());
    service.tick();
  }

  @Override
  public void close() {
    service.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
