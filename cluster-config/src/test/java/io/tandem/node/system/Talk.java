package io.tandem.node.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.SipRecord;
import io.tandem.phone.model.SipReply;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * An answered call between two phones, and what each of them has to do with it.
 *
 * @param caller the call as the caller's phone has it
 * @param callee the call as the callee's phone has it
 */
record Talk(PhoneCall caller, PhoneCall callee) {
  static final Duration SOON = Duration.ofSeconds(20);

  /** The first calls the second, whose phone rings by hand and answers. */
  static Talk between(Phone caller, Phone callee) {
    return between(caller, callee, CallOptions.DEFAULT);
  }

  /** The same, with options for the caller. */
  static Talk between(Phone caller, Phone callee, CallOptions options) {
    PhoneCall call = caller.call(callee.settings().user(), options);
    PhoneCall answered = arrival(call, callee);
    await(answered.ring());
    call.await(CallState.RINGING, SOON);
    await(answered.answer());
    call.await(CallState.ANSWERED, SOON);
    return new Talk(call, answered);
  }

  private static PhoneCall arrival(PhoneCall call, Phone callee) {
    try {
      return callee.awaitIncoming(SOON);
    } catch (AssertionError e) {
      throw new AssertionError("it did not arrive; the caller saw " + wire(call), e);
    }
  }

  /** Waits until each hears the other's tone. */
  Talk audible() {
    caller.awaitTone(tone(callee), SOON);
    callee.awaitTone(tone(caller), SOON);
    return this;
  }

  /** Forgets what was heard, and waits until each hears the other's tone anew. */
  Talk audibleAgain() {
    await(caller.resetMedia());
    await(callee.resetMedia());
    return audible();
  }

  /** The caller hangs up. */
  void end() {
    assertThat(await(caller.hangUp()).status()).isEqualTo(200);
    callee.awaitEnd(SOON);
  }

  static int tone(PhoneCall call) {
    return call.phone().settings().tone();
  }

  static <T> T await(CompletableFuture<T> future) {
    return Phone.await(future, SOON);
  }

  /** Waits for the reply and asserts its status. */
  static SipReply expect(int status, CompletableFuture<SipReply> future) {
    SipReply reply = await(future);
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    return reply;
  }

  /** All messages that the call's phone has sent and received for it, whole. */
  static List<SipRecord> wire(PhoneCall call) {
    return await(call.phone().ladder(call.callId(), true));
  }

  /**
   * The messages that the call's phone received for it with this first line's beginning; one that
   * was repeated counts once.
   */
  static List<SipRecord> received(PhoneCall call, String beginning) {
    var texts = new HashSet<String>();
    return wire(call).stream()
        .filter(message -> !message.sent() && message.firstLine().startsWith(beginning))
        .filter(message -> texts.add(message.text()))
        .toList();
  }
}
