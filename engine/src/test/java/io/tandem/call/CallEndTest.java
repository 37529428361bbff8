package io.tandem.call;

import static io.tandem.call.Messages.CALLER;
import static io.tandem.call.Messages.ONE;
import static io.tandem.call.Messages.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.cdr.CallResult;
import io.tandem.cdr.EndReason;
import io.tandem.media.MediaListener;
import io.tandem.tenant.LiveCall;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a call entity ends, in good order and not, and what is told to one that has ended. */
class CallEndTest extends CallFixture {
  @Test
  void nobodyAnswersInTheRingTime() throws InterruptedException {
    ring();
    assertThat(live.of(TENANT)).extracting(LiveCall::state).containsExactly("RINGING");
    time.timePasses(Duration.ofSeconds(30));
    expect("CANCEL/1 > 1", "480 > INVITE/1");
    var cdr = record();
    assertThat(cdr.result()).isEqualTo(CallResult.NO_ANSWER);
    assertThat(cdr.answeredAt()).isNull();

    call.tell(Messages.responded(ONE, "INVITE", 1, 487, null));
    said.expectTerminated(call);
  }

  @Test
  void staysForALate2xxOfACancelledPhoneAndNotForEver() throws InterruptedException {
    ring();
    call.tell(new CallEntity.Cancelled(CALLER, 1, Map.of()));
    expect("CANCEL/1 > 1", "487 > INVITE/1");
    assertThat(record().result()).isEqualTo(CallResult.CANCELLED);
    call.tell(Messages.responded(ONE, "INVITE", 1, 200, "answer"));
    expect("ACK/1 > 1", "BYE/2 > 1");
    time.timePasses(Duration.ofSeconds(41));
    said.expectTerminated(call);
  }

  @Test
  void silenceEndsTheCall() throws InterruptedException {
    talk();
    MediaListener listener = media.listener;
    listener.onMediaTimeout(ONE);
    expect("BYE/1 > 0", "BYE/2 > 1");
    assertThat(record().endReason()).isEqualTo(EndReason.MEDIA_TIMEOUT);
  }

  @Test
  void anAdministratorEndsTheCallOnce() throws InterruptedException {
    var probe = kit.<CallEntity.HangUpReply>createTestProbe();
    talk();
    call.tell(new CallEntity.HangUp(EndReason.ADMIN_HANGUP, "Bye", probe.ref()));
    probe.expectMessage(CallEntity.HangUpReply.HUNG_UP);
    expect("BYE/1 > 0", "BYE/2 > 1");
    assertThat(record().endReason()).isEqualTo(EndReason.ADMIN_HANGUP);
    call.tell(new CallEntity.HangUp(EndReason.ADMIN_HANGUP, "Bye", probe.ref()));
    probe.expectMessage(CallEntity.HangUpReply.NO_SUCH_CALL);
  }

  @Test
  void aCallThatIsStoppedTellsItsPhonesAndLeavesItsRecord() throws InterruptedException {
    talk();
    kit.stop(call);
    expect("BYE/1 > 0", "BYE/2 > 1");
    assertThat(record().endReason()).isEqualTo(EndReason.SHUTDOWN);
    assertThat(media.told).endsWith("close", "close");
  }

  @Test
  void aCallThatIsStoppedBeforeTheCallersAckTellsItAtOnce() throws InterruptedException {
    ring();
    call.tell(Messages.responded(ONE, "INVITE", 1, 200, "answer"));
    expect("ACK/1 > 1", "200 > INVITE/1");
    kit.stop(call);
    expect("BYE/2 > 1", "BYE/1 > 0");
    assertThat(record().endReason()).isEqualTo(EndReason.SHUTDOWN);
  }

  @Test
  void aCallThatCrashesTellsItsPhonesAndLeavesItsRecord() throws InterruptedException {
    ring();
    call.tell(Messages.responded(ONE, "INVITE", 1, 200, "crash"));
    expect("ACK/1 > 1", "BYE/2 > 1", "480 > INVITE/1");
    assertThat(record().endReason()).isEqualTo(EndReason.FAILED);
    said.expectTerminated(call);
  }

  @Test
  void aCallThatCrashesWhileItEndsLeavesItsRecordAndNothingElse() throws InterruptedException {
    talk();
    signalling.broken = true;
    call.tell(requested("BYE", 2));
    assertThat(record().endReason()).isEqualTo(EndReason.CALLER_HANGUP);
    said.expectTerminated(call);
    assertThat(media.told).contains("close");
  }

  @Test
  void aCallThatCannotTellItsPhonesLeavesItsRecordAndNothingElse() throws InterruptedException {
    ring();
    signalling.broken = true;
    kit.stop(call);
    assertThat(record().endReason()).isEqualTo(EndReason.SHUTDOWN);
    assertThat(media.told).contains("close");
  }

  @Test
  void anUnknownCallHasNoDialogs() {
    call.tell(requested("BYE", 2));
    expect("481 > BYE/2");
    said.expectTerminated(call);
  }

  @Test
  void anUnknownCallIgnoresWhatNeedsNoAnswer() {
    call.tell(requested("ACK", 1));
    said.expectTerminated(call);
    said.expectNoMessage();
  }

  @Test
  void anUnknownCallCannotBeHungUp() {
    var probe = kit.<CallEntity.HangUpReply>createTestProbe();
    call.tell(new CallEntity.HangUp(EndReason.ADMIN_HANGUP, "Bye", probe.ref()));
    probe.expectMessage(CallEntity.HangUpReply.NO_SUCH_CALL);
    said.expectTerminated(call);
  }
}
