package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.store.StoreException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LivingClusterTest {
  private final FakeLeases leases = new FakeLeases();
  private final AtomicLong nanoTime = new AtomicLong();
  private final LivingCluster founder = new LivingCluster(leases, nanoTime::get);
  private final LivingCluster member = new LivingCluster(leases, nanoTime::get);
  private final LivingCluster startedAgain = new LivingCluster(leases, nanoTime::get);

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
    beginAfterAbsence();

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

  @Test
  void aClusterWhoseLeaseRanOutWhileTheDatabaseWasAwayHasTimeToComeBackForIt() {
    now(founder.begin());
    leases.expire("cluster");
    assertThat(now(startedAgain.begin())).isFalse();
    nanoTime.addAndGet(LivingCluster.ABSENCE.toNanos());
    assertThat(now(startedAgain.begin())).isFalse();

    assertThat(now(founder.keep())).isTrue();
    nanoTime.addAndGet(LivingCluster.ABSENCE.toNanos());
    assertThat(now(startedAgain.begin())).isFalse();
    leases.expire("cluster");
    assertThat(now(startedAgain.begin())).as("its time begins anew").isFalse();
  }

  @Test
  void timeInWhichTheDatabaseIsSilentDoesNotCount() {
    now(founder.begin());
    leases.expire("cluster");
    assertThat(now(startedAgain.begin())).isFalse();
    nanoTime.addAndGet(LivingCluster.ABSENCE.toNanos());
    leases.failOnce(new StoreException("away"));
    assertThat(startedAgain.begin().toCompletableFuture()).isCompletedExceptionally();
    beginAfterAbsence();
  }

  @Test
  void aNodeThatIsTakenInBeforeItBeginsGivesTheLeaseBack() {
    assertThat(now(startedAgain.begin())).isTrue();
    now(startedAgain.giveBack());
    assertThat(now(startedAgain.keep())).as("it does not know whose lease it is").isTrue();
    assertThat(now(leases.owner("cluster"))).isEmpty();
  }

  @Test
  void aLeaseWhoseGrantGotLostIsGivenBackByWhoIsTakenInMeanwhile() {
    leases.loseAnswerOf("cluster");
    assertThat(startedAgain.begin().toCompletableFuture()).isCompletedExceptionally();
    assertThat(now(leases.owner("cluster"))).isPresent();
    assertThat(now(startedAgain.keep())).isTrue();
    assertThat(now(leases.owner("cluster"))).isEmpty();
  }

  @Test
  void aLeaseWhoseGrantGotLostIsItsOwnersWhenItTriesAgain() {
    leases.loseAnswerOf("cluster-begun");
    assertThat(founder.begin().toCompletableFuture()).isCompletedExceptionally();
    assertThat(now(founder.begin())).isTrue();
  }

  @Test
  void aLeaseThatCannotBeRenewedForItsLifeIsOverdue() {
    now(founder.begin());
    nanoTime.addAndGet(LivingCluster.LIFE.toNanos());
    assertThat(founder.isOverdue()).isFalse();
    nanoTime.addAndGet(1);
    assertThat(founder.isOverdue()).isTrue();
    now(founder.keep());
    assertThat(founder.isOverdue()).isFalse();
  }

  private void beginAfterAbsence() {
    assertThat(now(startedAgain.begin())).isFalse();
    nanoTime.addAndGet(LivingCluster.ABSENCE.toNanos() + 1);
    assertThat(now(startedAgain.begin())).isTrue();
  }

  private static <T> T now(CompletionStage<T> stage) {
    assertThat(stage.toCompletableFuture()).isDone();
    return stage.toCompletableFuture().join();
  }
}
