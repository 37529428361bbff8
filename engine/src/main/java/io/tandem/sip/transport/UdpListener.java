package io.tandem.sip.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.tandem.id.NodeId;
import io.tandem.net.EventLoops;
import io.tandem.net.RareLog;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP address. On epoll one socket a loop shares it by SO_REUSEPORT, so that every loop reads and
 * writes its own; elsewhere one socket serves all. Requests larger than the MTU stay on UDP,
 * against RFC 3261 §18.1.1: the other end of a NAT's flow cannot be reached by TCP.
 */
final class UdpListener {
  private static final Logger LOG = LoggerFactory.getLogger(UdpListener.class);
  private static final RareLog DEFECTS = RareLog.of(UdpListener.class);
  private static final int LARGEST_DATAGRAM = 65_535;
  private static final int DATAGRAMS_A_READ = 8;
  private static final int WRITES_A_FLUSH = 64;
  private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(1 << 20, 4 << 20);

  private final ListenerSettings settings;
  private final NodeId node;
  private final Inbound inbound;
  private final TransportMetrics metrics;
  private final SipTrace trace;
  private final List<Channel> channels = new CopyOnWriteArrayList<>();
  private volatile BoundListener bound;

  UdpListener(
      ListenerSettings settings,
      NodeId node,
      Inbound inbound,
      TransportMetrics metrics,
      SipTrace trace) {
    this.settings = settings;
    this.node = node;
    this.inbound = inbound;
    this.metrics = metrics;
    this.trace = trace;
  }

  /** Binds; fails with {@link ListenException}, and then some sockets may need {@link #close()}. */
  CompletionStage<BoundListener> open(EventLoopGroup group, int socketBufferBytes) {
    List<EventLoop> loops = EventLoops.loopsOf(group);
    boolean shared = EventLoops.isEpoll(group) && loops.size() > 1;
    try {
      if (shared && settings.bind().getPort() != 0) {
        requireUnused(settings.bind());
      }
    } catch (IOException e) {
      return CompletableFuture.failedFuture(new ListenException(settings, e));
    }
    CompletionStage<Channel> first =
        bind(group, loops.get(0), settings.bind(), shared, socketBufferBytes);
    return first
        .thenCompose(
            channel -> {
              InetSocketAddress address = bound.address();
              CompletionStage<Channel> all = first;
              for (EventLoop loop :
                  shared ? loops.subList(1, loops.size()) : List.<EventLoop>of()) {
                all = all.thenCompose(x -> bind(group, loop, address, true, socketBufferBytes));
              }
              return all;
            })
        .thenApply(
            channel -> {
              reportSmallBuffer(channel, socketBufferBytes);
              return bound;
            });
  }

  /**
   * With SO_REUSEPORT a second process of the same user would silently take half of the datagrams.
   * A socket without it cannot be bound beside such ones.
   */
  private static void requireUnused(InetSocketAddress address) throws IOException {
    ProtocolFamily family =
        address.getAddress() instanceof Inet4Address
            ? StandardProtocolFamily.INET
            : StandardProtocolFamily.INET6;
    try (DatagramChannel probe = DatagramChannel.open(family)) {
      probe.bind(address);
    }
  }

  private CompletionStage<Channel> bind(
      EventLoopGroup group, EventLoop loop, InetSocketAddress address, boolean shared, int buffer) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channelFactory(EventLoops.datagramChannels(group, address.getAddress()))
            .option(ChannelOption.SO_RCVBUF, buffer)
            .option(ChannelOption.SO_SNDBUF, buffer)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
            .handler(new Initializer());
    int read = LARGEST_DATAGRAM;
    if (EventLoops.isEpoll(group)) {
      bootstrap.option(UnixChannelOption.SO_REUSEPORT, shared);
      bootstrap.option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LARGEST_DATAGRAM);
      read = LARGEST_DATAGRAM * DATAGRAMS_A_READ; // one recvmmsg
    }
    bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(read));
    CompletableFuture<Channel> done = new CompletableFuture<>();
    bootstrap
        .bind(address)
        .addListener(
            (ChannelFuture future) -> {
              if (future.isSuccess()) {
                opened(future.channel());
                done.complete(future.channel());
              } else {
                done.completeExceptionally(new ListenException(settings, future.cause()));
              }
            });
    return done;
  }

  /** Called before the channel reads for the first time. */
  private void opened(Channel channel) {
    if (bound == null) {
      bound = BoundListener.of(settings, (InetSocketAddress) channel.localAddress());
    }
    channels.add(channel);
  }

  private void reportSmallBuffer(Channel channel, int wanted) {
    Integer granted = channel.config().getOption(ChannelOption.SO_RCVBUF);
    if (granted != null && granted < wanted) {
      LOG.info(
          "{}: the system grants a receive buffer of {} bytes instead of {}; raise"
              + " net.core.rmem_max to lose fewer datagrams in bursts",
          settings,
          granted,
          wanted);
    }
  }

  /** Sends from the calling loop's socket where it has one. */
  void send(byte[] message, Flow flow, SendFailure failure) {
    Channel channel = ownChannel();
    if (channel == null || !channel.isWritable()) {
      fail(failure, flow.listener() + (channel == null ? " is closed" : " cannot send so fast"));
      return;
    }
    trace.sent(flow, message);
    metrics.sent(Transport.UDP);
    ByteBuf data = channel.alloc().directBuffer(message.length).writeBytes(message);
    channel
        .writeAndFlush(new DatagramPacket(data, flow.remote()))
        .addListener(
            future -> {
              if (!future.isSuccess()) {
                fail(failure, String.valueOf(future.cause().getMessage()));
              }
            });
  }

  private void fail(SendFailure failure, String reason) {
    metrics.sendFailed(Transport.UDP);
    TransportLayer.report(failure, reason);
  }

  private Channel ownChannel() {
    Channel any = null;
    for (Channel channel : channels) {
      if (channel.eventLoop().inEventLoop()) {
        return channel;
      }
      any = any == null ? channel : any;
    }
    return any;
  }

  /** Closes all sockets. */
  CompletionStage<Void> close() {
    List<Channel> closing = List.copyOf(channels);
    channels.clear();
    return TransportLayer.closeAll(closing);
  }

  private final class Initializer extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(new FlushConsolidationHandler(WRITES_A_FLUSH, true), new Reader());
    }
  }

  private final class Reader extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      ByteBuf content = packet.content();
      int length = content.readableBytes();
      if (isKeepAlive(content, length)) {
        metrics.keepAlive(Transport.UDP);
        return;
      }
      byte[] bytes = new byte[length];
      content.readBytes(bytes);
      metrics.received(Transport.UDP);
      Flow flow = new Flow(node, bound.name(), Transport.UDP, packet.sender(), 0);
      trace.received(flow, bytes);
      inbound.datagram(bytes, flow);
    }

    /** What phones send to keep a NAT's binding open: nothing, CRLFs, or a zero byte or two. */
    private static boolean isKeepAlive(ByteBuf content, int length) {
      for (int i = 0; i < length; i++) {
        byte b = content.getByte(content.readerIndex() + i);
        if (b != '\r' && b != '\n' && b != 0) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof IOException) {
        LOG.debug("{}: {}", settings, cause.toString()); // an ICMP error, as anybody can cause
      } else {
        DEFECTS.error(settings + " failed", cause);
      }
    }
  }
}
