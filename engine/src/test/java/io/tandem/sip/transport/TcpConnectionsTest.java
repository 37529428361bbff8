package io.tandem.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.tandem.id.NodeId;
import io.tandem.net.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpConnectionsTest {
  private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 5060);
  private static final InetSocketAddress PHONE = new InetSocketAddress("127.0.0.1", 5062);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  // A loop without selectors takes no socket, as one that has run out of descriptors.
  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void aConnectionThatCouldNotEvenBeMadeIsForgotten() {
    var listener = ListenerSettings.of(Transport.TCP, LOCAL, "127.0.0.1");
    var connections =
        new TcpConnections(
            new NodeId("node-1"),
            group,
            TransportSettings.of(List.of(listener)),
            new NoMessages(),
            new TransportMetrics(new SimpleMeterRegistry()),
            new SipTrace());

    Flow flow = connections.flowTo(BoundListener.of(listener, LOCAL), PHONE);

    await().until(() -> connections.find(flow) == null);
    assertThat(flow.remote()).isEqualTo(PHONE);
  }

  /** The oldest that has proved nothing makes room for the way to a phone. */
  @Test
  void strangersDoNotKeepUsFromConnecting() throws Exception {
    var loops = EventLoops.create(1, "tcp-test");
    var layer = layer(loops, 2);
    layer.open().toCompletableFuture().join();
    var node = layer.listeners().get(0).address();
    try (var phone = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var oldest = connect(node);
        var younger = connect(node)) {
      var target = new InetSocketAddress("127.0.0.1", phone.getLocalPort());

      var flow = layer.flowTo(Transport.TCP, target);

      assertThat(layer.isOpen(flow)).isTrue();
      assertThat(oldest.getInputStream().read()).isEqualTo(-1);
      younger.setSoTimeout(50);
      assertThatThrownBy(younger.getInputStream()::read).isInstanceOf(SocketTimeoutException.class);
      assertThat(layer.isOpen(layer.flowTo(Transport.TCP, target))).isTrue();
    } finally {
      layer.close().toCompletableFuture().join();
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }

  private TransportLayer layer(EventLoopGroup loops, int total) {
    var listener =
        ListenerSettings.of(Transport.TCP, new InetSocketAddress("127.0.0.1", 0), "127.0.0.1");
    var plain = TransportSettings.of(List.of(listener));
    var of = plain.connections();
    var limits =
        new ConnectionLimits(
            total, 100, of.authenticationTimeout(), of.idleTimeout(), of.connectTimeout());
    return new TransportLayer(
        new TransportSettings(plain.listeners(), plain.socketBufferBytes(), plain.stream(), limits),
        new NodeId("node-1"),
        loops,
        new NoMessages(),
        meters);
  }

  private Socket connect(InetSocketAddress node) throws IOException {
    double before = strangers();
    var socket = new Socket(node.getAddress(), node.getPort());
    socket.setSoTimeout(10_000);
    await().until(() -> strangers() == before + 1);
    return socket;
  }

  private double strangers() {
    return meters.get("tandem.sip.connections.unauthenticated").gauge().value();
  }
}
