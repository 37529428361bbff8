package io.tandem.media.rtp;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.socket.DatagramChannel;
import io.tandem.net.EventLoops;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bound port pairs of one event loop and one address. Taking is a queue's poll on any thread;
 * binding happens on the loop, in small batches, ahead of the need: there are always pairs for the
 * calls of the next moment, as many as half of those in use.
 */
final class PortPool {
  private static final Logger LOG = LoggerFactory.getLogger(PortPool.class);
  private static final int BATCH = 16;

  /** Pairs kept free at least, and bound at the start: what a burst may take before more follow. */
  static final int MIN_FREE = 256;

  private static final long STARVED = TimeUnit.SECONDS.toNanos(10);

  /** An RTP packet fits into an Ethernet frame; longer ones are truncated, as others would drop. */
  private static final int MAX_PACKET = 2048;

  private final PortRange range;
  private final EventLoop loop;
  private final ChannelFactory<DatagramChannel> channels;
  private final Counter strays;
  private final LongSupplier nanoTime;

  private final Queue<PortPair> free = new ConcurrentLinkedQueue<>();
  private final AtomicInteger available = new AtomicInteger();
  private final AtomicInteger bound = new AtomicInteger();
  private final AtomicInteger quarantined = new AtomicInteger();
  private final AtomicBoolean growing = new AtomicBoolean();
  private volatile long starvedAt;
  private volatile boolean starved;

  private final List<PortPair> all = new ArrayList<>();
  private final ArrayDeque<PortPair> quarantine = new ArrayDeque<>();
  private final List<Integer> skipped = new ArrayList<>();
  private String skippedFor;
  private boolean closed;

  PortPool(PortRange range, EventLoop loop, Counter strays, LongSupplier nanoTime) {
    this.range = range;
    this.loop = loop;
    this.channels = EventLoops.datagramChannels(loop, range.bind());
    this.strays = strays;
    this.nanoTime = nanoTime;
  }

  PortRange range() {
    return range;
  }

  /** That many free pairs, or none at all; any thread. */
  List<PortPair> take(int count) {
    int before = available.getAndUpdate(there -> there >= count ? there - count : there);
    growIfNeeded();
    if (before < count) {
      return List.of();
    }
    List<PortPair> taken = new ArrayList<>(count);
    while (taken.size() < count) {
      taken.add(free.remove());
    }
    return taken;
  }

  /** A pair that was lent, or was to be, is back; on the loop. */
  void giveBack(PortPair pair) {
    pair.takeBack();
    quarantine.add(pair);
    quarantined.incrementAndGet();
  }

  /** Frees what has been silent long enough; on the loop. */
  void endQuarantines(long now) {
    for (int i = quarantine.size(); i > 0; i--) {
      PortPair pair = quarantine.remove();
      if (pair.isSilent(now)) {
        quarantined.decrementAndGet();
        addFree(pair);
      } else {
        quarantine.add(pair);
      }
    }
    growIfNeeded();
  }

  private void addFree(PortPair pair) {
    free.add(pair);
    available.incrementAndGet();
  }

  private void growIfNeeded() {
    int inUse = inUse();
    boolean wanted = available.get() < Math.max(MIN_FREE, inUse / 2) && range.hasMore();
    if (wanted && !isStarved() && growing.compareAndSet(false, true)) {
      loop.execute(this::grow);
    }
  }

  /**
   * Binds until {@code count} pairs are there, the range has no more or the process no sockets; on
   * the loop.
   */
  CompletionStage<Void> bindAtLeast(int count) {
    int missing = count - bound.get();
    if (closed || missing <= 0 || !range.hasMore() || isStarved()) {
      return CompletableFuture.completedStage(null);
    }
    return bind(missing).thenComposeAsync(done -> bindAtLeast(count), loop);
  }

  /** Binds up to {@code count} pairs more; completes when all have succeeded or failed. */
  private CompletableFuture<Void> bind(int count) {
    List<CompletableFuture<Boolean>> attempts = new ArrayList<>();
    for (int i = 0; i < count && !closed; i++) {
      Integer port = range.next();
      if (port == null) {
        break;
      }
      attempts.add(bindPair(port));
    }
    return CompletableFuture.allOf(attempts.toArray(CompletableFuture[]::new))
        .thenRun(this::reportSkipped);
  }

  private void reportSkipped() {
    if (!skipped.isEmpty()) {
      LOG.warn(
          "{} pairs of media ports between {} and {} are skipped: {}",
          skipped.size(),
          skipped.get(0),
          skipped.get(skipped.size() - 1) + 1,
          skippedFor);
      skipped.clear();
    }
  }

  private void grow() {
    int before = bound.get();
    bind(BATCH)
        .whenComplete(
            (done, failure) -> {
              growing.set(false);
              if (bound.get() > before) {
                growIfNeeded();
              }
            });
  }

  private CompletableFuture<Boolean> bindPair(int port) {
    PortPair pair = new PortPair(port, this, strays, nanoTime);
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    ChannelFuture rtp = bindOne(pair, port, false);
    rtp.addListener(
        first -> {
          if (!first.isSuccess()) {
            failed(port, first.cause());
            result.complete(false);
            return;
          }
          ChannelFuture rtcp = bindOne(pair, port + 1, true);
          rtcp.addListener(second -> complete(pair, rtp.channel(), rtcp, result));
        });
    return result;
  }

  private void complete(
      PortPair pair, Channel rtp, ChannelFuture rtcp, CompletableFuture<Boolean> result) {
    if (!rtcp.isSuccess()) {
      rtp.close();
      failed(pair.port(), rtcp.cause());
      result.complete(false);
      return;
    }
    pair.bound(rtp, rtcp.channel());
    if (closed) {
      pair.close();
      result.complete(false);
      return;
    }
    all.add(pair);
    range.bound(pair.port());
    bound.incrementAndGet();
    addFree(pair);
    result.complete(true);
  }

  private ChannelFuture bindOne(PortPair pair, int port, boolean rtcpPort) {
    return new Bootstrap()
        .group(loop)
        .channelFactory(channels)
        .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_PACKET))
        .handler(pair.handler(rtcpPort))
        .bind(range.bind(), port);
  }

  /** Whether the process ran out of sockets a moment ago: then trying on would only cost. */
  private boolean isStarved() {
    return starved && nanoTime.getAsLong() - starvedAt < STARVED;
  }

  private void failed(int port, Throwable cause) {
    if (cause instanceof ChannelException) {
      range.putBack(port);
      if (isStarved()) {
        return;
      }
      starvedAt = nanoTime.getAsLong();
      starved = true;
      LOG.error("no socket for a media port; check the limit of open files: {}", cause.toString());
      return;
    }
    range.busy();
    skipped.add(port);
    skippedFor = cause.getMessage();
  }

  /** Closes all sockets; on the loop. */
  void close() {
    closed = true;
    all.forEach(PortPair::close);
    all.clear();
    quarantine.clear();
    available.set(0);
    bound.set(0);
    quarantined.set(0);
  }

  int bound() {
    return bound.get();
  }

  int quarantined() {
    return quarantined.get();
  }

  /** How many pairs a session has; approximate while others take and give back. */
  int inUse() {
    return Math.max(0, bound.get() - quarantined.get() - available.get());
  }
}
