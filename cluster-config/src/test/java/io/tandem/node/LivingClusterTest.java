package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LivingClusterTest {
  private final FakeLeases leases = new FakeLeases();
  private final LivingCluster founder = new LivingCluster(leases);
  private final LivingCluster member = new LivingCluster(leases);
  private final LivingCluster startedAgain = new LivingCluster(leases);

  @Test
  void onlyOneNodeMayBeginAndAllMembersKeepTheClusterAlive() {
    assertThat(now(founder.begin())).isTrue();
    assertThat(now(startedAgain.begin())).isFalse();
    assertThat(now(member.keep())).isTrue();

    leases.expire("cluster");
    assertThat(now(member.keep())).as("the founder is gone").isTrue();
    assertThat(now(startedAgain.begin())).isFalse();
  }

  @Test
  void aMemberThatFindsAnotherClusterMustNotGoOn() {
    now(founder.begin());
    now(member.keep());
    leases.expire("cluster");
    assertThat(now(startedAgain.begin())).isTrue();

    assertThat(now(founder.keep())).isFalse();
    assertThat(now(member.keep())).isFalse();
    assertThat(now(startedAgain.keep())).isTrue();
  }

  @Test
  void aMemberThatHasNotLearntItsClusterTakesNoLease() {
    assertThat(now(member.keep())).isTrue();
    assertThat(now(founder.begin())).isTrue();
  }

  @Test
  void theLastMemberLetsTheNextNodeBegin() {
    now(founder.begin());
    now(founder.end());
    assertThat(now(startedAgain.begin())).isTrue();
    now(founder.end());
    assertThat(now(startedAgain.keep())).isTrue();
  }

  private static <T> T now(CompletionStage<T> stage) {
    assertThat(stage.toCompletableFuture()).isDone();
    return stage.toCompletableFuture().join();
  }
}
