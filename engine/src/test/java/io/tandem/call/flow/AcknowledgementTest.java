package io.tandem.call.flow;

import static io.tandem.call.flow.Script.CALLER;
import static io.tandem.call.flow.Script.ONE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.leg.SipLeg;
import io.tandem.cdr.EndReason;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What waits for an ACK, on either side of a call (RFC 3261 §13.2.2.4, §13.3.1.4). */
class AcknowledgementTest {
  /** §14.1: its own INVITE is in progress until its ACK comes. */
  @Test
  void aReinviteTowardsALegThatHasNotAcknowledgedWaits() {
    var ringing = Script.ringing("offer", 1);
    ringing.responds(ONE, 200, "a", "answer");
    assertThat(ringing.requests(ONE, "INVITE", 7, "offer2")).containsExactly("491.0 > INVITE/7@1");
    ringing.acks(CALLER, null);
    assertThat(ringing.requests(ONE, "INVITE", 8, "offer2"))
        .containsExactly("INVITE/1 > 0 {offer2>0}");
  }

  @Test
  void a2xxThatIsRepeatedLateIsAcknowledgedToo() {
    var call = Script.talking();
    call.requests(CALLER, "INVITE", "offer2");
    call.responds(ONE, 200, "a", "answer2");
    assertThat(call.responds(ONE, "INVITE", 1, 200, "a", "answer")).containsExactly("ACK/1 > 1.a");
    assertThat(call.responds(ONE, 200, "a", "answer2")).containsExactly("ACK/2 > 1.a");
  }

  @Test
  void aLate2xxIsAcknowledgedAndEndedHoweverManyForksRang() {
    var ringing = Script.ringing("offer", 1);
    for (int fork = 1; fork <= SipLeg.MAX_DIALOGS; fork++) {
      ringing.responds(ONE, 180, "early" + fork, null);
    }
    ringing.cancels(CALLER);
    assertThat(ringing.responds(ONE, 200, "new", "late"))
        .containsExactly("ACK/1 > 1.new", "BYE/2 > 1");
    assertThat(ringing.responds(ONE, 200, "new", "late")).containsExactly("ACK/1 > 1.new");
    assertThat(ringing.state().leg(ONE).dialogs()).hasSize(SipLeg.MAX_DIALOGS);
  }

  @Test
  void aCallThatIsStoppedBeforeTheAckSaysGoodbyeAtOnce() {
    var ringing = Script.ringing("offer", 1);
    ringing.responds(ONE, 200, "a", "answer");
    assertThat(ringing.on(new Event.HungUp(EndReason.SHUTDOWN, "x"))).containsExactly("BYE/2 > 1");
    assertThat(ringing.on(new Event.Stopping())).containsExactly("BYE/1 > 0");
    assertThat(ringing.on(new Event.Stopping())).isEmpty();
  }

  @Test
  void our2xxIsRepeatedUntilItsAckComes() {
    var ringing = Script.ringing("offer", 1);
    ringing.responds(ONE, 200, "a", "answer");
    var waits = new ArrayList<Long>();
    for (int i = 0; i < 5; i++) {
      waits.add(ringing.timers.get(LegActions.success(CALLER)).toMillis());
      assertThat(ringing.fires(CallTimer.Kind.SUCCESS, CALLER))
          .containsExactly("200.0 > INVITE/1@0 {answer>0}");
    }
    assertThat(waits).containsExactly(500L, 1000L, 2000L, 4000L, 4000L);
    assertThat(ringing.acks(CALLER, null)).isEmpty();
    assertThat(ringing.timers).isEmpty();
  }

  @Test
  void our2xxWithoutAckEndsTheCallAfter64TimesT1() {
    var ringing = Script.ringing("offer", 1);
    ringing.responds(ONE, 200, "a", "answer");
    var waited = Duration.ZERO;
    while (!ringing.state().isOver()) {
      waited = waited.plus(ringing.timers.get(LegActions.success(CALLER)));
      ringing.fires(CallTimer.Kind.SUCCESS, CALLER);
    }
    assertThat(waited).isEqualTo(Duration.ofSeconds(32));
    assertThat(ringing.requests).extracting("method").endsWith("ACK", "BYE", "BYE");
    assertThat(ringing.state().end().reason()).isEqualTo(EndReason.FAILED);
  }

  @Test
  void theByeToACallerWaitsForItsAck() {
    var ringing = Script.ringing("offer", 1);
    ringing.responds(ONE, 200, "a", "answer");
    assertThat(ringing.requests(ONE, "BYE", 7, null)).containsExactly("200.0 > BYE/7@1");
    assertThat(ringing.state().end().reason()).isEqualTo(EndReason.CALLEE_HANGUP);
    assertThat(ringing.acks(CALLER, null)).containsExactly("BYE/1 > 0");
  }
}
