package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.call.CallEntity;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a dialog token is worth to somebody who kept it when its call was over. */
class EndedCallTest extends EdgeAndPhone {
  private String token(int leg) {
    var call = CallId.mint(5, EdgeFixture.START, new Random(7));
    return node.tokens.issue(FakeDirectory.TENANT, call, new LegId(leg), 0);
  }

  private Draft inDialog(String method, int leg) {
    return Draft.of(method).toTag(token(leg)).callId("over");
  }

  /** As the call's entity does that is not known any more. */
  private void refuseAsUnknown() throws InterruptedException {
    var requested = (CallEntity.Requested) node.nextTold().command();
    var request = requested.request();
    node.edge
        .signalling()
        .respond(request.transaction(), OutgoingResponse.of(481, request.toTag()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"INVITE", "INFO", "BYE"})
  void aRequestIsRefusedOnceAndLeavesNothing(String method) throws Exception {
    phone.send(inDialog(method, 0));
    refuseAsUnknown();

    assertThat(phone.receiveFinal(method).status()).isEqualTo(481);
    await().until(() -> transactions() == 0);
  }

  @Test
  void acksOfOneSideAreHeardSoOftenAndThoseOfTheOtherBeside() throws Exception {
    for (int ack = 0; ack < Dialogs.ACKS + 40; ack++) {
      phone.send(inDialog("ACK", 0));
    }
    await().until(() -> node.count("tandem.sip.stray.acks") == 40);
    assertThat(node.told).hasSize(Dialogs.ACKS);

    node.told.clear();
    phone.send(inDialog("ACK", 1));
    var told = (CallEntity.Requested) node.nextTold().command();
    assertThat(told.leg()).isEqualTo(new LegId(1));
  }

  private double transactions() {
    return node.meters.find("tandem.sip.transactions").tag("side", "server").gauge().value();
  }
}
