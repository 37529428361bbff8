package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.TenantId;
import io.tandem.tenant.AdmissionDecision;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One account of one tenant keeps out no other tenant, however many calls of it are refused. */
class TenantShareTest extends EdgeAndPhone {
  private static final int ATTEMPTS = 20;

  @BeforeEach
  void smallShares() throws Exception {
    startInstead(
        new EdgeFixture(
            EdgeSettings.defaults(),
            stack -> stack.withMaxServerTransactions(12).withMaxTransactionsPerTenant(4)));
    node.directory.put(FakeDirectory.tenant(TenantId.fromLong(12), "b.example"));
  }

  @Test
  void whatIsRefusedAndNeverAcknowledgedTakesTheShareOfItsTenantAlone() throws Exception {
    node.admission.decide(AdmissionDecision.CALLS_PER_SECOND);
    var challenge = phone.ask(Draft.invite("1002")).header("Proxy-Authenticate");
    var statuses = new ArrayList<Integer>();
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      var invite = Draft.invite("1002");
      phone.send(
          invite.header(
              "Proxy-Authorization",
              TestPhone.credentials(challenge, "1001", "secret-1001", invite, attempt)));
      statuses.add(phone.receiveFinal("INVITE").status());
    }
    assertThat(statuses).hasSize(ATTEMPTS).contains(503);
    assertThat(node.count("tandem.sip.refused", "cause", "tenant-transactions")).isPositive();

    try (var other = new TestPhone(node.address())) {
      var answers = new ArrayList<Integer>();
      for (int attempt = 0; attempt < 3; attempt++) {
        answers.add(
            other
                .askAs(
                    "1001", "secret-1001", register("b" + attempt, 1), register("b" + attempt, 2))
                .status());
      }
      assertThat(answers).isEqualTo(Collections.nCopies(3, 200));
    }
  }

  private static Draft register(String callId, int cseq) {
    return Draft.register("<sip:1001@192.0.2.1>")
        .uri("sip:b.example")
        .from("sip:1001@b.example")
        .to("sip:1001@b.example")
        .callId(callId)
        .cseq(cseq);
  }
}
