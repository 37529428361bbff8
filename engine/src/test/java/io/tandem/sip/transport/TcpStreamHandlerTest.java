package io.tandem.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.tandem.id.NodeId;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TcpStreamHandlerTest {
  private static final Flow FLOW =
      new Flow(
          new NodeId("node-1"),
          "tcp:127.0.0.1:5060",
          Transport.TCP,
          new InetSocketAddress("192.0.2.7", 5060),
          1);

  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new TcpStreamHandler(
              FLOW,
              StreamLimits.defaults(),
              new NoMessages(),
              new TransportMetrics(new SimpleMeterRegistry()),
              new SipTrace()));

  @Test
  void answersAPing() {
    ping();
    assertThat(channel.<Object>readOutbound())
        .isEqualTo(Unpooled.copiedBuffer("\r\n", StandardCharsets.US_ASCII));
  }

  @Test
  void whoReadsNoAnswersGetsNoMoreOfThem() {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    ping();
    assertThat(channel.<Object>readOutbound()).isNull();
    assertThat(channel.isOpen()).isTrue();
  }

  private void ping() {
    channel.writeInbound(Unpooled.copiedBuffer("\r\n\r\n", StandardCharsets.US_ASCII));
  }
}
