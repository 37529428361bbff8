package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tandem.api.v1.NodeControl.State;
import io.tandem.id.NodeId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.pekko.cluster.MemberStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a node that is a member no more, and how one that is stands. */
class DepartedTest {
  private static final NodeId ONE = new NodeId("node-1");
  private static final NodeId TWO = new NodeId("node-2");

  private Instant now = Instant.parse("2026-12-01T10:00:00Z");
  private final Departed departed =
      new Departed(
          new Clock() {
            @Override
            public Instant instant() {
              return now;
            }

            @Override
            public ZoneId getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }
          });

  @Test
  void whoHasGoneIsNamedUntilItComesBack() {
    departed.left(TWO, "192.0.2.2:7355", false);
    departed.left(ONE, "192.0.2.1:7355", true);

    assertThat(departed.list())
        .extracting(Departed.Gone::node, Departed.Gone::state, Departed.Gone::since)
        .containsExactly(tuple(ONE, State.LEFT, now), tuple(TWO, State.LOST, now));

    departed.returned(TWO);
    assertThat(departed.list()).extracting(Departed.Gone::node).containsExactly(ONE);
  }

  @Test
  void itIsForgottenAfterADay() {
    departed.left(ONE, "192.0.2.1:7355", false);

    now = now.plus(Departed.REMEMBERED);
    assertThat(departed.list()).hasSize(1);
    now = now.plus(Duration.ofSeconds(1));
    assertThat(departed.list()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Up,false,serves,UP",
    "Up,false,drains,DRAINING",
    "Up,false,silent,UNREACHABLE",
    "Up,true,serves,UNREACHABLE",
    "Joining,false,silent,JOINING",
    "WeaklyUp,false,silent,JOINING",
    "Leaving,false,drains,LEAVING",
    "Exiting,false,silent,LEAVING",
    "Leaving,true,silent,UNREACHABLE",
    "Down,false,silent,UNREACHABLE",
  })
  void aMemberIsUpOnlyIfItIsReachedAndAnswersAndDoesNotDrain(
      String member, boolean unreachable, String answer, State state) {
    var description = new NodeAgent.Description(ONE, 3, now, answer.equals("drains"));

    assertThat(
            ClusterView.state(
                status(member),
                unreachable,
                answer.equals("silent") ? Optional.empty() : Optional.of(description)))
        .isEqualTo(state);
  }

  private static MemberStatus status(String name) {
    return switch (name) {
      case "Joining" -> MemberStatus.joining();
      case "WeaklyUp" -> MemberStatus.weaklyUp();
      case "Leaving" -> MemberStatus.leaving();
      case "Exiting" -> MemberStatus.exiting();
      case "Down" -> MemberStatus.down();
      default -> MemberStatus.up();
    };
  }
}
