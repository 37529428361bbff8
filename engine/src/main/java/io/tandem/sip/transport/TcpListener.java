package io.tandem.sip.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.tandem.net.EventLoops;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A TCP address that accepts connections; what becomes of them is {@link TcpConnections}' matter.
 */
final class TcpListener {
  private static final int BACKLOG = 1_024;

  private final ListenerSettings settings;
  private final TcpConnections connections;
  private Channel channel;
  private volatile BoundListener bound;

  TcpListener(ListenerSettings settings, TcpConnections connections) {
    this.settings = settings;
    this.connections = connections;
  }

  /** Binds; fails with {@link ListenException}. */
  CompletionStage<BoundListener> open(EventLoopGroup group) {
    CompletableFuture<BoundListener> done = new CompletableFuture<>();
    new ServerBootstrap()
        .group(group)
        .channel(EventLoops.serverChannelClass(group))
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, TcpConnections.UNSENT)
        .childHandler(new Acceptor())
        .bind(settings.bind())
        .addListener((ChannelFuture future) -> opened(future, done));
    return done;
  }

  private void opened(ChannelFuture future, CompletableFuture<BoundListener> done) {
    if (!future.isSuccess()) {
      done.completeExceptionally(new ListenException(settings, future.cause()));
      return;
    }
    channel = future.channel();
    bound = BoundListener.of(settings, (InetSocketAddress) channel.localAddress());
    done.complete(bound);
  }

  CompletionStage<Void> close() {
    return TransportLayer.closeAll(channel == null ? List.of() : List.of(channel));
  }

  /** Waits for {@code channelActive}, when the address of the other end is known. */
  private final class Acceptor extends ChannelInboundHandlerAdapter {
    @Override
    public boolean isSharable() {
      return true;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      connections.accept(context.channel(), bound);
      context.pipeline().remove(this);
    }
  }
}
