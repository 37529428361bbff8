package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.CallId;
import io.tandem.sip.transaction.TransactionRef;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InviteOwnersTest {
  private static final CallId CALL = CallId.mint(3, EdgeFixture.START, new Random(3));

  private final EdgeFixture.TestClock clock = new EdgeFixture.TestClock();
  private final InviteOwners owners = new InviteOwners(clock);

  private static TransactionRef invite(int number) {
    return new TransactionRef(EdgeFixture.NODE, 0, "z9hG4bK-" + number);
  }

  @Test
  void anInviteIsKnownUntilItsFinalResponse() {
    owners.started(invite(1), FakeDirectory.TENANT, CALL, 5);
    assertThat(owners.find(invite(1)).call()).isEqualTo(CALL);

    owners.forget(invite(1));

    assertThat(owners.find(invite(1))).isNull();
    assertThat(owners.size()).isZero();
  }

  @Test
  void invitesThatNobodyAnswersAreForgottenInTheEnd() {
    owners.started(invite(0), FakeDirectory.TENANT, CALL, 5);
    clock.now = clock.now.plus(Duration.ofHours(2));

    for (int i = 1; i <= 5_000; i++) {
      owners.started(invite(i), FakeDirectory.TENANT, CALL, 5);
    }

    assertThat(owners.find(invite(0))).isNull();
    assertThat(owners.size()).isEqualTo(5_000);
  }
}
