package io.tandem.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTimersTest {
  private static final int COUNT = 30;
  private static final long TICK = Duration.ofMillis(10).toNanos();

  private final EventLoopGroup group = EventLoops.createNio(1, "timers-test");

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void timersThatStartOthersAfterAPauseDoNotNest() throws Exception {
    EventLoop loop = EventLoops.loopsOf(group).get(0);
    var done = new CountDownLatch(2 * COUNT);
    Set<Integer> depths = ConcurrentHashMap.newKeySet();
    loop.execute(
        () -> {
          var timers = new LoopTimers(loop);
          for (int i = 1; i <= COUNT; i++) {
            timers.start(new Twice(timers, done, depths), i * TICK);
          }
          pause(Duration.ofNanos(COUNT * TICK));
        });
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(depths).hasSize(1);
  }

  /** As a long collection of garbage would stop the loop. */
  private static void pause(Duration time) {
    try {
      assertThat(new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Expires, notes how deep the stack is, and starts itself once more. */
  private static final class Twice extends TimerWheel.Timer {
    private final Timers timers;
    private final CountDownLatch done;
    private final Set<Integer> depths;
    private boolean again = true;

    Twice(Timers timers, CountDownLatch done, Set<Integer> depths) {
      this.timers = timers;
      this.done = done;
      this.depths = depths;
    }

    @Override
    protected void expired() {
      depths.add(new Throwable().getStackTrace().length);
      done.countDown();
      if (again) {
        again = false;
        timers.start(this, TICK);
      }
    }
  }
}
