package io.tandem.sip.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.tandem.id.NodeId;
import io.tandem.net.EventLoops;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All TCP connections of this node, by their number and by the address of the other end. A request
 * for an address that is already connected uses that connection, whoever opened it (RFC 3261
 * §18.1.1, RFC 5923).
 */
final class TcpConnections {
  /** What may wait for a peer that does not read; beyond it sending fails. */
  static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(256 << 10, 1 << 20);

  private static final int WRITES_A_FLUSH = 64;

  private final NodeId node;
  private final EventLoopGroup group;
  private final TransportSettings settings;
  private final Inbound inbound;
  private final TransportMetrics metrics;
  private final SipTrace trace;
  private final Map<Long, TcpConnection> byNumber = new ConcurrentHashMap<>();
  private final Map<InetSocketAddress, TcpConnection> byRemote = new ConcurrentHashMap<>();
  private final Strangers strangers = new Strangers();
  private final Map<InetAddress, Integer> accepted = new ConcurrentHashMap<>();
  // A stored flow must not meet another connection of the same number after a restart.
  private final AtomicLong numbers = new AtomicLong(new SecureRandom().nextLong() >>> 2);
  private volatile boolean closed;

  TcpConnections(
      NodeId node,
      EventLoopGroup group,
      TransportSettings settings,
      Inbound inbound,
      TransportMetrics metrics,
      SipTrace trace) {
    this.node = node;
    this.group = group;
    this.settings = settings;
    this.inbound = inbound;
    this.metrics = metrics;
    this.trace = trace;
    metrics.connections(byNumber::size);
    metrics.strangers(strangers::size);
  }

  /** The connection of {@code flow}, or another to the same address, or null. */
  TcpConnection find(Flow flow) {
    TcpConnection same = byNumber.get(flow.connection());
    return same != null ? same : byRemote.get(flow.remote());
  }

  /**
   * The other end of {@code flow} has proved something: a valid digest, a token of a dialog, an
   * answer to a request of ours. Its connection is no stranger's any more.
   */
  void proven(Flow flow) {
    TcpConnection connection = byNumber.get(flow.connection());
    if (connection != null && connection.prove()) {
      strangers.remove(flow);
    }
  }

  /** Called on a new channel's loop; closes it if it is one too many and none can make room. */
  void accept(Channel channel, BoundListener listener) {
    var remote = (InetSocketAddress) channel.remoteAddress();
    if (remote == null) {
      channel.close(); // gone before we looked
      return;
    }
    InetAddress address = remote.getAddress();
    int fromAddress = accepted.merge(address, 1, Integer::sum);
    channel.closeFuture().addListener(future -> releaseAddress(address));
    ConnectionLimits limits = settings.connections();
    boolean fits =
        !closed
            && (fromAddress <= limits.perAddress() || evict(strangers.takeOldestOf(address)))
            && hasRoom();
    if (!fits) {
      metrics.connectionClosed("limit");
      channel.close();
      return;
    }
    Flow flow = newFlow(listener, remote);
    TcpConnection connection =
        new TcpConnection(flow, channel.newSucceededFuture(), metrics, trace);
    strangers.add(connection);
    register(connection);
    addHandlers(channel, flow);
    expire(connection);
  }

  /** Whether there may be one more; the oldest stranger makes room for it. */
  private boolean hasRoom() {
    return byNumber.size() < settings.connections().total() || evict(strangers.takeOldest());
  }

  /** Closes a connection that makes room; whether there was one. */
  private boolean evict(TcpConnection stranger) {
    if (stranger == null) {
      return false;
    }
    forget(stranger); // at once: it must not count any more
    metrics.connectionClosed("evicted");
    stranger.channel().close();
    return true;
  }

  /** A stranger has so long to prove something. */
  private void expire(TcpConnection connection) {
    long patience = settings.connections().authenticationTimeout().toMillis();
    Channel channel = connection.channel();
    var end =
        channel
            .eventLoop()
            .schedule(() -> closeStranger(connection), patience, TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(future -> end.cancel(false));
  }

  private void closeStranger(TcpConnection connection) {
    if (!connection.isProven() && connection.channel().isOpen()) {
      metrics.connectionClosed("unauthenticated");
      connection.channel().close();
    }
  }

  /** The count goes with its last connection, so the table is no longer than the connections. */
  private void releaseAddress(InetAddress address) {
    accepted.computeIfPresent(address, (a, count) -> count == 1 ? null : count - 1);
  }

  /** A flow to {@code remote}, opening a connection from {@code listener}'s address if none is. */
  Flow flowTo(BoundListener listener, InetSocketAddress remote) {
    TcpConnection existing = byRemote.get(remote);
    if (existing != null) {
      return existing.flow();
    }
    synchronized (byRemote) {
      existing = byRemote.get(remote);
      if (existing != null) {
        return existing.flow();
      }
      Flow flow = newFlow(listener, remote);
      if (closed || !hasRoom()) {
        metrics.connectionClosed("limit");
        return flow; // sending on it reports that there is no connection
      }
      register(new TcpConnection(flow, connect(listener, flow), metrics, trace));
      return flow;
    }
  }

  private ChannelFuture connect(BoundListener listener, Flow flow) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(EventLoops.socketChannelClass(group))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) settings.connections().connectTimeout().toMillis())
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    addHandlers(channel, flow);
                  }
                });
    InetAddress from = listener.address().getAddress();
    return from.isAnyLocalAddress()
        ? bootstrap.connect(flow.remote())
        : bootstrap.connect(flow.remote(), new InetSocketAddress(from, 0));
  }

  private void addHandlers(Channel channel, Flow flow) {
    long idle = settings.connections().idleTimeout().toMillis();
    channel
        .pipeline()
        .addLast(
            new FlushConsolidationHandler(WRITES_A_FLUSH, true),
            new IdleStateHandler(idle, 0, 0, TimeUnit.MILLISECONDS),
            new TcpStreamHandler(flow, settings.stream(), inbound, metrics, trace));
  }

  private Flow newFlow(BoundListener listener, InetSocketAddress remote) {
    return new Flow(node, listener.name(), Transport.TCP, remote, numbers.incrementAndGet());
  }

  private void register(TcpConnection connection) {
    Flow flow = connection.flow();
    byNumber.put(flow.connection(), connection);
    byRemote.put(flow.remote(), connection);
    connection.channel().closeFuture().addListener(future -> forget(connection));
    connection
        .opening()
        .addListener(
            future -> {
              if (!future.isSuccess()) {
                forget(connection); // a channel that was never registered is never closed
              }
            });
  }

  private void forget(TcpConnection connection) {
    Flow flow = connection.flow();
    byNumber.remove(flow.connection());
    strangers.remove(flow);
    byRemote.remove(flow.remote(), connection);
    if (!closed) {
      inbound.closed(flow);
    }
  }

  /** Closes all connections and opens no more. */
  CompletionStage<Void> close() {
    closed = true;
    List<Channel> channels = byNumber.values().stream().map(TcpConnection::channel).toList();
    return TransportLayer.closeAll(channels);
  }
}
