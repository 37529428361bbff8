package io.tandem.sip.transaction;

import static io.tandem.sip.transaction.WireText.header;
import static io.tandem.sip.transaction.WireText.request;
import static io.tandem.sip.transaction.WireText.startLine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import io.tandem.net.EventLoops;
import io.tandem.sip.message.SipResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Four loops: what belongs to a transaction reaches its loop from whatever port it comes. */
class LoopOwnershipTest {
  private static final int CALLS = 24;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cancelAndAckFindTheirInviteFromOtherPorts(boolean epoll) throws Exception {
    try (TestStack node = stack(epoll);
        UdpPeer peer = new UdpPeer();
        UdpPeer other = new UdpPeer()) {
      node.user.onCancel =
          invite -> invite.respond(SipResponse.to(invite.request(), 487).toTag("us").build());
      Set<String> threads = new HashSet<>();
      for (int i = 0; i < CALLS; i++) {
        threads.add(cancelledCall(node, peer, other, "z9hG4bK-" + i));
      }
      assertThat(threads).as("loops that took part").hasSize(4);
      await().until(() -> node.gauge("tandem.sip.transactions") == 0);
      assertThat(node.count("tandem.sip.dropped")).isZero();
      assertThat(node.user.log).isEmpty();
    }
  }

  @Test
  void aLoopThatIsBehindLosesMessagesInsteadOfMemory() throws Exception {
    try (TestStack node = withOneWaiting();
        UdpPeer peer = new UdpPeer()) {
      node.user.answering(200);
      CountDownLatch release = new CountDownLatch(1);
      EventLoop reader = EventLoops.loopsOf(node.loops).get(0);
      EventLoop busy = EventLoops.loopsOf(node.loops).get(1);
      double lost;
      try {
        busy.execute(() -> awaitUninterrupted(release));
        for (int i = 0; i < CALLS; i++) {
          peer.send(request("OPTIONS", peer.sentBy(), "z9hG4bK-" + i, null), node.udp());
        }
        await().until(() -> node.count("tandem.sip.received") == CALLS);
        reader.submit(() -> {}).sync(); // all have been handed over
        lost = node.count("tandem.sip.dropped", "reason", "queue-full");
      } finally {
        release.countDown();
      }
      assertThat(lost).isBetween(1.0, CALLS - 2.0);
      await().until(() -> node.user.requests.size() == CALLS - lost);
    }
  }

  /** On NIO the first loop reads everything; the second may have one message waiting. */
  private static TestStack withOneWaiting() {
    return new TestStack(
        EventLoops.createNio(2, "sip-nio"),
        s ->
            new SipStackSettings(
                s.transport(),
                s.messages(),
                s.timers(),
                s.maxServerTransactions(),
                s.maxTransactionsPerTenant(),
                s.maxTransactionsPerCall(),
                s.maxUnproven(),
                s.maxLingeringTransactions(),
                s.retryAfter(),
                1));
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static TestStack stack(boolean epoll) {
    return epoll
        ? TestStack.withLoops(4)
        : new TestStack(EventLoops.createNio(4, "sip-nio"), UnaryOperator.identity());
  }

  /** The thread that had the INVITE. */
  private static String cancelledCall(TestStack node, UdpPeer peer, UdpPeer other, String branch)
      throws Exception {
    peer.send(request("INVITE", peer.sentBy(), branch, null), node.udp());
    String invite = node.user.next();
    assertThat(invite).startsWith("request INVITE ");

    other.send(request("CANCEL", peer.sentBy(), branch, null), node.udp());
    assertThat(node.user.next()).isEqualTo(invite.replace("request INVITE", "cancel"));
    Set<String> answers = new HashSet<>();
    String terminated = null;
    while (terminated == null || !answers.contains("1 CANCEL")) {
      String answer = peer.receive();
      answers.add(header(answer, "CSeq"));
      terminated = startLine(answer).contains(" 487 ") ? answer : terminated;
    }
    assertThat(header(terminated, "To")).endsWith(";tag=us");
    other.send(request("ACK", peer.sentBy(), branch, "us"), node.udp());
    return invite;
  }
}
