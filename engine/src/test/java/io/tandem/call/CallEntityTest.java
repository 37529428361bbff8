package io.tandem.call;

import static io.tandem.call.Messages.CALLER;
import static io.tandem.call.Messages.NODE;
import static io.tandem.call.Messages.ONE;
import static io.tandem.call.Messages.START;
import static io.tandem.call.Messages.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.cdr.CallResult;
import io.tandem.cdr.EndReason;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.tenant.LiveCall;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CallEntityTest extends CallFixture {
  @Test
  void livesFromTheInviteToItsRecord() throws InterruptedException {
    talk();
    assertThat(live.of(TENANT)).extracting(LiveCall::state).containsExactly("TALKING");
    call.tell(requested("BYE", 2));
    expect("200 > BYE/2", "BYE/2 > 1");

    var cdr = record();
    assertThat(cdr.callId()).isEqualTo(id);
    assertThat(cdr.caller()).isEqualTo("1001");
    assertThat(cdr.callee()).isEqualTo("1002");
    assertThat(cdr.startedAt()).isEqualTo(START);
    assertThat(cdr.answeredAt()).isEqualTo(START.plusSeconds(7));
    assertThat(cdr.endReason()).isEqualTo(EndReason.CALLER_HANGUP);
    assertThat(cdr.sipStatus()).isEqualTo(200);
    assertThat(cdr.legs()).extracting("userAgent").containsExactly("Desk phone", "Soft phone");
    assertThat(cdr.legs()).extracting("remoteAddress").contains("192.0.2.100:5060");
    assertThat(cdr.legs().get(0).media().packetsFrom()).isEqualTo(500);
    await().untilAsserted(() -> assertThat(media.told).endsWith("connect 0 1", "close"));
    assertThat(live.count()).isZero();

    call.tell(Messages.responded(ONE, "BYE", 2, 200, null));
    said.expectTerminated(call);
  }

  @Test
  void anExtensionWithoutPhonesIsUnavailable() throws InterruptedException {
    registrar.answer = CompletableFuture.completedFuture(List.of());
    call.tell(Messages.start(id, "offer"));
    expect("480 > INVITE/1");
    assertThat(record().result()).isEqualTo(CallResult.FAILED);
    said.expectTerminated(call);
  }

  @Test
  void aRegistrarThatFailsEndsTheCallWith500() throws InterruptedException {
    registrar.answer = CompletableFuture.failedFuture(new IllegalStateException("no database"));
    call.tell(Messages.start(id, "offer"));
    expect("500 > INVITE/1");
    assertThat(record().sipStatus()).isEqualTo(500);
    said.expectTerminated(call);
  }

  @Test
  void repeatsThe2xxUntilItsAckComes() throws InterruptedException {
    ring();
    call.tell(Messages.responded(ONE, "INVITE", 1, 200, "answer"));
    expect("ACK/1 > 1", "200 > INVITE/1");
    time.timePasses(Duration.ofMillis(500));
    expect("200 > INVITE/1");
    time.timePasses(Duration.ofMillis(1000));
    expect("200 > INVITE/1");
    call.tell(requested("ACK", 1));
    call.tell(requested("OPTIONS", 2));
    expect("200 > OPTIONS/2");
    time.expectNoMessageFor(Duration.ofSeconds(40), said);
    kit.stop(call);
    expect("BYE/1 > 0", "BYE/2 > 1");
    assertThat(record().endReason()).isEqualTo(EndReason.SHUTDOWN);
  }

  @Test
  void whatTheMediaAreIsKeptAfterEveryAnswer() throws InterruptedException {
    talk();
    int read = media.states.get();
    call.tell(requested("INVITE", 2, "hold"));
    expect("INVITE/2 > 1");
    call.tell(Messages.responded(ONE, "INVITE", 2, 200, "held"));
    expect("ACK/2 > 1", "200 > INVITE/2");
    assertThat(media.states).hasValueGreaterThan(read);
    kit.stop(call);
    expect("BYE/3 > 1", "BYE/1 > 0");
    assertThat(record().endReason()).isEqualTo(EndReason.SHUTDOWN);
  }

  @Test
  void aNodeWithoutMediaPortsSaysWhenToTryAgain() throws InterruptedException {
    media.full = true;
    call.tell(Messages.start(id, "offer"));
    expect("503 > INVITE/1");
    assertThat(signalling.lastResponse.get().headers()).containsEntry("Retry-After", "5");
    assertThat(record().sipStatus()).isEqualTo(503);
    said.expectTerminated(call);
  }

  @Test
  void anOfferThatIsRefusedComesBackWithTheWarning() throws InterruptedException {
    call.tell(Messages.start(id, "bad"));
    expect("488 > INVITE/1");
    assertThat(signalling.lastResponse.get().headers().get("Warning")).startsWith("305 ");
    assertThat(record().sipStatus()).isEqualTo(488);
    said.expectTerminated(call);
  }

  @Test
  void aClaimIsAnsweredAndLeavesNothing() {
    var probe = kit.<CallEntity.Claimed>createTestProbe();
    call.tell(new CallEntity.Claim(12, new NodeId("another"), probe.ref()));
    probe.expectMessage(new CallEntity.Claimed(12, NODE));
    said.expectTerminated(call);
  }

  @Test
  void aClaimedShardHasAnEntityForEver() {
    var probe = kit.<CallEntity.Claimed>createTestProbe();
    call.tell(new CallEntity.Claim(12, NODE, probe.ref()));
    call.tell(new CallEntity.Claim(12, new NodeId("another"), probe.ref()));
    call.tell(new CallEntity.Claim(12, NODE, probe.ref()));
    for (int answer = 0; answer < 3; answer++) {
      probe.expectMessage(new CallEntity.Claimed(12, NODE));
    }
  }

  @Test
  void aSecondStartIsIgnored() throws InterruptedException {
    ring();
    call.tell(Messages.start(id, "offer"));
    call.tell(Messages.responded(ONE, "INVITE", 1, 486, null));
    expect("486 > INVITE/1");
    assertThat(record().result()).isEqualTo(CallResult.BUSY);
  }

  @Test
  void theNodesThatReachItsPhonesAreShownWhileTheyRing() throws InterruptedException {
    var other = new NodeId("another");
    var phones = List.of(Messages.binding(), Messages.binding(other));
    registrar.answer = CompletableFuture.completedFuture(phones);
    call.tell(Messages.start(id, "offer"));
    expect("INVITE/1 > 1", "INVITE/1 > 2");
    assertShownBy(NODE, other);
    call.tell(Messages.responded(new LegId(2), "INVITE", 1, 486, null));
    assertShownBy(NODE);
    kit.stop(call);
    expect("CANCEL/1 > 1", "480 > INVITE/1");
    assertThat(record().endReason()).isEqualTo(EndReason.SHUTDOWN);
  }

  @Test
  void aPhoneThatMovesToAnotherNodeIsShownThere() throws InterruptedException {
    talk();
    var other = new NodeId("another");
    var moved = Messages.by(other, requested("INVITE", 2, "hold").request());
    call.tell(new CallEntity.Requested(CALLER, 0, moved));
    expect("INVITE/2 > 1");
    assertShownBy(NODE, other);
    kit.stop(call);
    assertThat(record().endReason()).isEqualTo(EndReason.SHUTDOWN);
  }

  private void assertShownBy(NodeId... nodes) {
    await()
        .untilAsserted(
            () ->
                assertThat(live.of(TENANT))
                    .extracting(LiveCall::by)
                    .containsExactly(Set.of(nodes)));
  }
}
