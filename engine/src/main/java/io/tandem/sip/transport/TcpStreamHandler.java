package io.tandem.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.ScheduledFuture;
import io.tandem.net.RareLog;
import io.tandem.sip.message.MessageScan;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiving end of one connection: frames the stream, answers keep-alives, and closes what
 * breaks the rules or keeps half a message open.
 */
final class TcpStreamHandler extends ByteToMessageDecoder {
  private static final Logger LOG = LoggerFactory.getLogger(TcpStreamHandler.class);
  private static final RareLog DEFECTS = RareLog.of(TcpStreamHandler.class);
  private static final byte[] PONG = {'\r', '\n'};

  private final Flow flow;
  private final StreamLimits limits;
  private final Inbound inbound;
  private final TransportMetrics metrics;
  private final SipTrace trace;
  private final StreamFramer framer;
  private ChannelHandlerContext context;
  private ScheduledFuture<?> messageTimeout;
  private boolean completed;

  TcpStreamHandler(
      Flow flow, StreamLimits limits, Inbound inbound, TransportMetrics metrics, SipTrace trace) {
    this.flow = flow;
    this.limits = limits;
    this.inbound = inbound;
    this.metrics = metrics;
    this.trace = trace;
    this.framer = new StreamFramer(limits, new Output());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    completed = false;
    framer.read(in);
    watch(framer.isWithinMessage(in));
  }

  /** A message has its full time from its own first byte; whole ones start no timer at all. */
  private void watch(boolean withinMessage) {
    if (messageTimeout != null && (completed || !withinMessage)) {
      messageTimeout.cancel(false);
      messageTimeout = null;
    }
    if (withinMessage && messageTimeout == null && context.channel().isActive()) {
      messageTimeout =
          context
              .executor()
              .schedule(
                  () -> close("half-message"),
                  limits.messageTimeout().toNanos(),
                  TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    watch(false);
    super.channelInactive(ctx);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof IdleStateEvent) {
      close("idle");
      return;
    }
    super.userEventTriggered(ctx, event);
  }

  /** A reset by the peer is an everyday matter. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("{}: {}", flow, cause.toString());
    } else {
      DEFECTS.error(flow + " failed", cause);
    }
    close("error");
  }

  private void close(String reason) {
    metrics.connectionClosed(reason);
    LOG.debug("{}: closed: {}", flow, reason);
    context.close();
  }

  private final class Output implements StreamFramer.Output {
    @Override
    public void message(MessageScan scan, byte[] head, byte[] body) {
      completed = true;
      metrics.received(Transport.TCP);
      trace.received(flow, head, body);
      inbound.frame(scan, head, body, flow);
    }

    @Override
    public void ping() {
      metrics.keepAlive(Transport.TCP);
      if (context.channel().isWritable()) { // else it reads none of our answers
        context.writeAndFlush(Unpooled.wrappedBuffer(PONG));
      }
    }

    @Override
    public void fault(StreamFault fault, byte[] head) {
      trace.received(flow, head);
      inbound.fault(fault, head, flow);
      close(fault.label());
    }

    @Override
    public void endlessHead() {
      close("head-too-large");
    }
  }
}
