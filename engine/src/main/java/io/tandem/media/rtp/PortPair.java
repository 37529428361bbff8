package io.tandem.media.rtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An even port for RTP and the one above for RTCP, bound once and lent to one {@link RelayEnd}
 * after another. Between two owners it is in quarantine until no packet of the old call came for 2
 * s. Confined to its event loop, except where a method says otherwise.
 */
final class PortPair {
  private static final Logger LOG = LoggerFactory.getLogger(PortPair.class);
  private static final long QUARANTINE = TimeUnit.SECONDS.toNanos(2);

  private final int port;
  private final PortPool pool;
  private final Counter strays;
  private final LongSupplier nanoTime;
  private Channel rtp;
  private Channel rtcp;
  private RelayEnd owner;
  private long disturbedAt;

  PortPair(int port, PortPool pool, Counter strays, LongSupplier nanoTime) {
    this.port = port;
    this.pool = pool;
    this.strays = strays;
    this.nanoTime = nanoTime;
  }

  /** The RTP port; any thread. */
  int port() {
    return port;
  }

  /** The pool it goes back to; any thread. */
  PortPool pool() {
    return pool;
  }

  /** What reads the RTP port, when {@code rtcpPort} is false, or the RTCP port. */
  ChannelInboundHandlerAdapter handler(boolean rtcpPort) {
    return new Receiver(rtcpPort);
  }

  /** Both sockets are there. */
  void bound(Channel rtpChannel, Channel rtcpChannel) {
    rtp = rtpChannel;
    rtcp = rtcpChannel;
  }

  Channel rtp() {
    return rtp;
  }

  Channel rtcp() {
    return rtcp;
  }

  /** From now on packets go to {@code newOwner}. */
  void lend(RelayEnd newOwner) {
    owner = newOwner;
  }

  /** From now on packets are dropped, and each prolongs the quarantine. */
  void takeBack() {
    owner = null;
    disturbedAt = nanoTime.getAsLong();
  }

  /** Whether the next owner will hear nothing of the last. */
  boolean isSilent(long now) {
    return now - disturbedAt >= QUARANTINE;
  }

  void close() {
    rtp.close();
    rtcp.close();
  }

  private void received(ByteBuf packet, InetSocketAddress from, boolean rtcpPort) {
    long now = nanoTime.getAsLong();
    if (owner == null) {
      packet.release();
      disturbedAt = now;
      strays.add(1);
      return;
    }
    boolean understood =
        rtcpPort ? owner.onRtcpPort(packet, from, now) : owner.onRtpPort(packet, from, now);
    if (!understood) {
      strays.add(1);
    }
  }

  /** Owns each datagram it is given; whoever takes the packet from it releases it. */
  private final class Receiver extends ChannelInboundHandlerAdapter {
    private final boolean rtcpPort;

    private Receiver(boolean rtcpPort) {
      this.rtcpPort = rtcpPort;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      DatagramPacket datagram = (DatagramPacket) message;
      received(datagram.content(), datagram.sender(), rtcpPort);
    }

    /** A send that failed (an unreachable network, say) costs that packet and nothing else. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      strays.add(1);
      LOG.debug("media port {}: {}", port, cause.toString());
    }
  }
}
