package io.tandem.media.rtp;

import io.netty.channel.EventLoop;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All media of one event loop: its ports, the legs it watches, one periodic check for them all. */
final class LoopRelay {
  private static final Logger LOG = LoggerFactory.getLogger(LoopRelay.class);

  private final EventLoop loop;
  private final LongSupplier nanoTime;
  private final Counter strays = new Counter();
  private final Counter refused = new Counter();
  private final AtomicInteger sessions = new AtomicInteger();
  private final Map<StandardProtocolFamily, PortPool> pools;
  private final Set<LegWatch> watches = new HashSet<>();

  LoopRelay(EventLoop loop, Map<StandardProtocolFamily, PortRange> ranges, LongSupplier nanoTime) {
    this.loop = loop;
    this.nanoTime = nanoTime;
    Map<StandardProtocolFamily, PortPool> made = new EnumMap<>(StandardProtocolFamily.class);
    ranges.forEach(
        (family, range) -> made.put(family, new PortPool(range, loop, strays, nanoTime)));
    this.pools = made;
  }

  static StandardProtocolFamily familyOf(InetAddress address) {
    return address instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  /** Binds the first pairs of every family. */
  CompletionStage<Void> bind(int pairs) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          List<CompletableFuture<Void>> all = new ArrayList<>();
          pools.values().forEach(pool -> all.add(pool.bindAtLeast(pairs).toCompletableFuture()));
          CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
              .whenComplete((nothing, failure) -> done.complete(null));
        });
    return done;
  }

  /** The pool of that family, null if it is not configured; any thread. */
  PortPool pool(StandardProtocolFamily family) {
    return pools.get(family);
  }

  /** Runs {@code change} on the loop, with the time; any thread. Changes keep their order. */
  void change(LoopChange change) {
    loop.execute(() -> change.run(nanoTime.getAsLong()));
  }

  /** A change of what belongs to the loop. */
  @FunctionalInterface
  interface LoopChange {
    void run(long now);
  }

  void watch(LegWatch watch) {
    watches.add(watch);
  }

  void unwatch(LegWatch watch) {
    watches.remove(watch);
  }

  /** Looks for silence and for ports whose quarantine is over; on the loop. */
  void tick() {
    long now = nanoTime.getAsLong();
    for (LegWatch watch : List.copyOf(watches)) {
      try {
        watch.tick(now);
      } catch (RuntimeException e) {
        LOG.error("a listener of media failed", e);
      }
    }
    pools.values().forEach(pool -> pool.endQuarantines(now));
  }

  EventLoop loop() {
    return loop;
  }

  void sessionOpened() {
    sessions.incrementAndGet();
  }

  void sessionClosed() {
    sessions.decrementAndGet();
  }

  int sessions() {
    return sessions.get();
  }

  long strays() {
    return strays.get();
  }

  /** Counts, on the loop, packets to or from where RTP may not go. */
  Counter refused() {
    return refused;
  }

  Iterable<PortPool> pools() {
    return pools.values();
  }

  /** Closes all sockets; on the loop. */
  void close() {
    watches.clear();
    pools.values().forEach(PortPool::close);
  }
}
