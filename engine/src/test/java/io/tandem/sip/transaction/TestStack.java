package io.tandem.sip.transaction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.tandem.id.NodeId;
import io.tandem.net.EventLoops;
import io.tandem.sip.transport.ListenerSettings;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A stack on loopback, UDP and TCP, with short timers and a user that takes notes. */
final class TestStack implements AutoCloseable {
  static final NodeId NODE = new NodeId("n1");
  static final TimerSettings SHORT =
      new TimerSettings(Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofMillis(50));

  final EventLoopGroup loops;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final RecordingUser user = new RecordingUser();
  final SipStack stack;

  TestStack(EventLoopGroup loops, UnaryOperator<SipStackSettings> change) {
    this(loops, change, "127.0.0.1");
  }

  TestStack(EventLoopGroup loops, UnaryOperator<SipStackSettings> change, String host) {
    this.loops = loops;
    InetSocketAddress any = new InetSocketAddress(host, 0);
    SipStackSettings settings =
        SipStackSettings.of(
                List.of(
                    ListenerSettings.of(Transport.UDP, any, host),
                    ListenerSettings.of(Transport.TCP, any, host)))
            .withTimers(SHORT);
    stack =
        SipStack.start(change.apply(settings), NODE, loops, user, meters)
            .toCompletableFuture()
            .join();
  }

  /** {@code count} loops, native where possible. */
  static TestStack withLoops(int count) {
    return new TestStack(EventLoops.create(count, "sip-test"), UnaryOperator.identity());
  }

  static TestStack with(UnaryOperator<SipStackSettings> change) {
    return new TestStack(EventLoops.create(2, "sip-test"), change);
  }

  InetSocketAddress udp() {
    return stack.listeners().get(0).address();
  }

  InetSocketAddress tcp() {
    return stack.listeners().get(1).address();
  }

  /** The sum of a counter over all its tags that match. */
  double count(String name, String... tags) {
    return meters.find(name).tags(tags).counters().stream().mapToDouble(Counter::count).sum();
  }

  /** The sum of a gauge. */
  double gauge(String name) {
    return meters.find(name).gauges().stream().mapToDouble(Gauge::value).sum();
  }

  @Override
  public void close() {
    stack.close();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
