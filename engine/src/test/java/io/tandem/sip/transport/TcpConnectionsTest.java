package io.tandem.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.tandem.id.NodeId;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpConnectionsTest {
  private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", 5060);
  private static final InetSocketAddress PHONE = new InetSocketAddress("127.0.0.1", 5062);

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
}
