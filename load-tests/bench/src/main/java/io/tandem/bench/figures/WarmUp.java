package io.tandem.bench.figures;

import io.tandem.bench.load.Subject;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Puts load on systems until the compilers of their JVMs are done. Until then a figure says how
 * much there is to compile, not what the code costs. It is done on all cores, the load's included:
 * on one core a node that has just started is so busy that its compilers take a quarter of an hour.
 *
 * @param systems what is warmed up
 */
record WarmUp(List<? extends Subject> systems, BenchSettings settings, Consumer<String> progress) {
  /** A compiler that uses less than this share of a core is done. */
  private static final double DONE = 0.03;

  /** Runs {@code load}, which takes a {@link BenchSettings.Sizes#warmUp}, until they are done. */
  void run(Runnable load) {
    systems.forEach(system -> system.moveTo(settings.allCpus()));
    double share = 1;
    for (int i = 0; i < settings.sizes().warmUps() && share >= DONE; i++) {
      Duration before = compiling();
      load.run();
      share = share(compiling().minus(before));
    }
    if (share >= DONE) {
      progress.accept(
          "the compilers are not done: they still use %.0f %% of a core".formatted(share * 100));
    }
    systems.forEach(system -> system.moveTo(settings.nodeCpus()));
  }

  private Duration compiling() {
    return systems.stream().map(Subject::compiling).reduce(Duration.ZERO, Duration::plus);
  }

  private double share(Duration used) {
    return (double) used.toNanos() / settings.sizes().warmUp().toNanos();
  }
}
