package io.tandem.media.rtp;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import io.tandem.media.MediaListener;
import io.tandem.media.MediaService;
import io.tandem.media.MediaSession;
import io.tandem.media.MediaSettings;
import io.tandem.media.MediaUsage;
import io.tandem.media.NoMediaPortsException;
import io.tandem.net.Destinations;
import io.tandem.net.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The media service that relays between UDP sockets on the given event loops. A session lives on
 * one loop, so a packet crosses no thread on its way.
 */
public final class RtpMediaService implements MediaService, AutoCloseable {
  private static final long TICK_MILLIS = 500;
  private static final int PAIRS_OF_A_STREAM = 2;

  private final MediaSettings settings;
  private final List<LoopRelay> relays;
  private final Map<StandardProtocolFamily, PortRange> ranges;
  private final HostAddresses hostAddresses;
  private final Destinations destinations;
  private final AtomicInteger next = new AtomicInteger();
  private final List<Future<?>> ticks = new ArrayList<>();

  private RtpMediaService(
      MediaSettings settings,
      List<LoopRelay> relays,
      Map<StandardProtocolFamily, PortRange> ranges,
      HostAddresses hostAddresses) {
    this.hostAddresses = hostAddresses;
    this.settings = settings;
    this.destinations = settings.destinations();
    this.relays = List.copyOf(relays);
    this.ranges = ranges;
  }

  /**
   * Binds the first ports; more follow in the background.
   *
   * @param loops stay the caller's; its channel type is chosen to fit
   * @param nanoTime {@code System::nanoTime}, or a test's
   * @return fails with an {@link IOException} that says why when not even one call's ports can be
   *     bound
   */
  public static CompletionStage<RtpMediaService> start(
      MediaSettings settings, EventLoopGroup loops, LongSupplier nanoTime) {
    Map<StandardProtocolFamily, PortRange> ranges = ranges(settings);
    List<LoopRelay> relays = new ArrayList<>();
    for (EventLoop loop : EventLoops.loopsOf(loops)) {
      relays.add(new LoopRelay(loop, ranges, nanoTime));
    }
    RtpMediaService service =
        new RtpMediaService(settings, relays, ranges, HostAddresses.ofInterfaces(nanoTime));
    int share = settings.pairs() / relays.size() / PAIRS_OF_A_STREAM * PAIRS_OF_A_STREAM;
    int batch = Math.max(PAIRS_OF_A_STREAM, Math.min(PortPool.MIN_FREE, share));
    CompletionStage<Void> bound = CompletableFuture.completedStage(null);
    for (LoopRelay relay : relays) {
      bound = bound.thenCompose(before -> relay.bind(batch));
    }
    return bound.thenCompose(done -> service.started());
  }

  private static Map<StandardProtocolFamily, PortRange> ranges(MediaSettings settings) {
    Map<StandardProtocolFamily, PortRange> ranges = new EnumMap<>(StandardProtocolFamily.class);
    int first = settings.firstPort();
    int last = settings.lastPort();
    if (settings.ipv4() != null) {
      ranges.put(StandardProtocolFamily.INET, new PortRange(settings.ipv4(), first, last));
    }
    if (settings.ipv6() != null) {
      ranges.put(StandardProtocolFamily.INET6, new PortRange(settings.ipv6(), first, last));
    }
    return ranges;
  }

  private CompletionStage<RtpMediaService> started() {
    for (Map.Entry<StandardProtocolFamily, PortRange> entry : ranges.entrySet()) {
      boolean usable =
          relays.stream().anyMatch(r -> r.pool(entry.getKey()).bound() >= PAIRS_OF_A_STREAM);
      if (!usable) {
        close();
        String ports = settings.firstPort() + "-" + settings.lastPort();
        String address = entry.getValue().bind().getHostAddress();
        return CompletableFuture.failedStage(
            new IOException(
                "none of the media ports "
                    + ports
                    + " can be bound on "
                    + address
                    + ": used by another program, or not an address of this host"));
      }
    }
    for (LoopRelay relay : relays) {
      ticks.add(
          relay
              .loop()
              .scheduleAtFixedRate(relay::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS));
    }
    return CompletableFuture.completedStage(this);
  }

  @Override
  public MediaSession open(MediaListener listener) throws NoMediaPortsException {
    int start = next.getAndIncrement();
    StandardProtocolFamily family = ranges.keySet().iterator().next();
    for (int i = 0; i < relays.size(); i++) {
      LoopRelay relay = relays.get(Math.floorMod(start + i, relays.size()));
      List<PortPair> reserve = relay.pool(family).take(PAIRS_OF_A_STREAM);
      if (!reserve.isEmpty()) {
        relay.sessionOpened();
        return new AnchoredSession(relay, settings, listener, this::isOurs, destinations, reserve);
      }
    }
    throw new NoMediaPortsException(
        "all media ports " + settings.firstPort() + "-" + settings.lastPort() + " are in use");
  }

  /** Whether a description that names {@code address} would have us send to ourselves. */
  private boolean isOurs(InetSocketAddress address) {
    PortRange range = ranges.get(LoopRelay.familyOf(address.getAddress()));
    return range != null && range.owns(address.getPort()) && isOurs(range, address.getAddress());
  }

  private boolean isOurs(PortRange range, InetAddress host) {
    boolean named = host.equals(range.advertise()) || host.equals(range.bind());
    return named || (range.bind().isAnyLocalAddress() && hostAddresses.mayHave(host));
  }

  @Override
  public MediaUsage usage() {
    int sessions = 0;
    int bound = 0;
    int inUse = 0;
    int quarantined = 0;
    long strays = 0;
    long refused = 0;
    for (LoopRelay relay : relays) {
      sessions += relay.sessions();
      strays += relay.strays();
      refused += relay.refused().get();
      for (PortPool pool : relay.pools()) {
        bound += pool.bound();
        inUse += pool.inUse();
        quarantined += pool.quarantined();
      }
    }
    int capacity = ranges.values().stream().mapToInt(PortRange::capacity).sum();
    return new MediaUsage(sessions, capacity, bound, inUse, quarantined, strays, refused);
  }

  /** Checks now what is otherwise checked twice a second: for tests on virtual time. */
  void tick() {
    relays.forEach(relay -> relay.loop().submit(relay::tick).syncUninterruptibly());
  }

  /** Closes all ports. Sessions that are still open relay nothing any more. */
  @Override
  public void close() {
    ticks.forEach(tick -> tick.cancel(false));
    relays.forEach(relay -> relay.loop().execute(relay::close));
  }
}
