package io.tandem.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** One TCP connection, open or being opened. Usable from any thread. */
final class TcpConnection {
  private static final int MAX_WAITING = 1_000;

  private final Flow flow;
  private final ChannelFuture opening;
  private final TransportMetrics metrics;
  private final SipTrace trace;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean proven;

  /**
   * @param opening done for a connection that was accepted
   */
  TcpConnection(Flow flow, ChannelFuture opening, TransportMetrics metrics, SipTrace trace) {
    this.flow = flow;
    this.opening = opening;
    this.metrics = metrics;
    this.trace = trace;
  }

  /** Notes that its other end has proved something; whether that is new. */
  boolean prove() {
    boolean isNew = !proven;
    proven = true;
    return isNew;
  }

  /** Whether its other end has proved something. */
  boolean isProven() {
    return proven;
  }

  Flow flow() {
    return flow;
  }

  /** Done when it is open or has failed to open. */
  ChannelFuture opening() {
    return opening;
  }

  Channel channel() {
    return opening.channel();
  }

  /** Sends now, or as soon as the connection is open. */
  void send(byte[] message, SendFailure failure) {
    if (opening.isDone()) {
      write(message, failure);
      return;
    }
    if (waiting.incrementAndGet() > MAX_WAITING) {
      waiting.decrementAndGet();
      fail("too many messages wait for the connection to open", failure);
      return;
    }
    opening.addListener(
        future -> {
          waiting.decrementAndGet();
          write(message, failure);
        });
  }

  private void write(byte[] message, SendFailure failure) {
    if (!opening.isSuccess()) {
      fail(reason(opening), failure);
      return;
    }
    Channel channel = channel();
    if (!channel.isWritable()) {
      fail(channel.isActive() ? "the peer does not read" : "the connection is closed", failure);
      return;
    }
    trace.sent(flow, message);
    metrics.sent(Transport.TCP);
    ByteBuf data = channel.alloc().directBuffer(message.length).writeBytes(message);
    channel
        .writeAndFlush(data)
        .addListener(
            future -> {
              if (!future.isSuccess()) {
                fail(reason(future), failure);
              }
            });
  }

  private void fail(String reason, SendFailure failure) {
    metrics.sendFailed(Transport.TCP);
    TransportLayer.report(failure, reason);
  }

  private static String reason(Future<?> failed) {
    Throwable cause = failed.cause();
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
