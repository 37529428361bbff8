package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.CallEntity;
import io.tandem.sip.message.SipResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What a test needs that says something to a node as a phone does: each test has both anew. */
abstract class EdgeAndPhone {
  EdgeFixture node;
  TestPhone phone;

  @BeforeEach
  void start() throws Exception {
    start(new EdgeFixture());
  }

  private void start(EdgeFixture started) throws Exception {
    node = started;
    phone = node.phone();
  }

  @AfterEach
  void stop() {
    phone.close();
    node.close();
  }

  /** Has another node in place of the one there is, and another phone with it. */
  void startInstead(EdgeFixture other) throws Exception {
    stop();
    start(other);
  }

  /** Sends {@code invite} with the right password of 1001 and does not wait for an answer. */
  void call(Draft invite) {
    var challenge = phone.ask(Draft.invite("1002"));
    assertThat(challenge.status()).isEqualTo(407);
    phone.send(TestPhone.authorized(invite, challenge, "1001", "secret-1001"));
  }

  /** What becomes of such an {@code invite} that is refused. */
  SipResponse refused(Draft invite) {
    call(invite);
    return phone.receiveFinal("INVITE");
  }

  /** What the call is told that begins. */
  CallEntity.Start started() throws InterruptedException {
    return (CallEntity.Start) node.nextTold().command();
  }
}
