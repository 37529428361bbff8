package io.tandem.edge;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.Extension;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.net.EventLoops;
import io.tandem.registrar.RegisteredContact;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transaction.SipStack;
import io.tandem.sip.transaction.SipStackSettings;
import io.tandem.sip.transaction.TransactionUser;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.ListenerSettings;
import io.tandem.sip.transport.Transport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What it costs to keep the NATs of 50,000 phones open: processor time of the node's loop, and
 * memory. Not run by the suite, because its name does not end as a test's does: it says a figure
 * for docs/performance.md, where the command stands.
 */
class FlowKeeperCost {
  private static final int PHONES = 50_000;
  private static final NodeId NODE = new NodeId("node-1");

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AttachedStack attached = new AttachedStack();
  private final KeepAliveSettings settings = KeepAliveSettings.defaults();
  private final FlowKeeper keeper =
      new FlowKeeper(
          settings, new EveryBinding(), new FlowProbe.OfStack(attached, "Tandem"), meters);

  private final TransactionUser user =
      new TransactionUser() {
        @Override
        public void onRequest(ServerTransaction transaction) {}

        @Override
        public void onAck(SipRequest ack, Flow flow) {}

        @Override
        public void onCancel(ServerTransaction invite, SipRequest cancel) {}

        @Override
        public boolean onStrayResponse(SipResponse response, Flow flow) {
          return keeper.answered(response);
        }
      };

  @Test
  void ofFiftyThousandPhones() throws Exception {
    var loops = EventLoops.create(1, "loop");
    var loop = EventLoops.loopsOf(loops).get(0);
    var udp =
        ListenerSettings.of(Transport.UDP, new InetSocketAddress("127.0.0.1", 0), "127.0.0.1");
    try (var phones = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var stack =
            SipStack.start(SipStackSettings.of(List.of(udp)), NODE, loops, user, meters)
                .toCompletableFuture()
                .join()) {
      attached.attach(stack);
      keeper.start(loop);
      new Thread(() -> answer(phones), "phones").start();
      long before = usedMemory();
      register(stack, (InetSocketAddress) phones.getLocalSocketAddress());
      TimeUnit.SECONDS.sleep(settings.interval().toSeconds() * 2);
      long memory = usedMemory() - before;
      report(loop, memory);
    } finally {
      loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }
  }

  private void register(SipStack stack, InetSocketAddress remote) {
    var flow = new Flow(NODE, stack.listeners().get(0).name(), Transport.UDP, remote, 0);
    for (int i = 0; i < PHONES; i++) {
      String contact = "sip:1001@192.168.1.5:" + (1024 + i);
      var registered = new RegisteredContact(contact, 1, 3600, null, 0, "binding-" + i, true);
      keeper.registered(
          TenantId.fromLong(i / 1000),
          new Extension(Integer.toString(100_000 + i)),
          flow,
          List.of(registered));
    }
  }

  private void report(Executor loop, long memory) throws Exception {
    long cpu = processorTime(loop);
    double asked = meters.counter("tandem.sip.keepalive.asked").count();
    double answered = meters.counter("tandem.sip.keepalive.answered").count();
    long began = System.nanoTime();
    TimeUnit.SECONDS.sleep(settings.interval().toSeconds());
    double seconds = (System.nanoTime() - began) / 1e9;
    cpu = processorTime(loop) - cpu;
    asked = meters.counter("tandem.sip.keepalive.asked").count() - asked;
    answered = meters.counter("tandem.sip.keepalive.answered").count() - answered;
    System.out.printf(
        "%d flows: %.0f asked a second, %.0f answered; %.1f %% of a core, %.1f us a question with"
            + " its answer; %d bytes a flow%n",
        keeper.flows(),
        asked / seconds,
        answered / seconds,
        cpu / seconds / 1e7,
        cpu / 1e3 / asked,
        memory / PHONES);
  }

  private static long processorTime(Executor loop) throws Exception {
    var done = new CountDownLatch(1);
    var time = new ArrayList<Long>();
    loop.execute(
        () -> {
          time.add(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
          done.countDown();
        });
    done.await();
    return time.get(0);
  }

  private static long usedMemory() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** A 200 is the question's own head with another first line. */
  private static void answer(DatagramSocket phones) {
    var packet = new DatagramPacket(new byte[4096], 4096);
    try {
      phones.setReceiveBufferSize(8 << 20);
      while (true) {
        packet.setLength(4096);
        phones.receive(packet);
        String question =
            new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
        String answer = "SIP/2.0 200 OK" + question.substring(question.indexOf("\r\n"));
        byte[] bytes = answer.getBytes(StandardCharsets.US_ASCII);
        phones.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
      }
    } catch (IOException closed) {
      return; // the measurement is over
    }
  }
}
