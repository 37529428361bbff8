package io.tandem.bench.process;

import io.tandem.harness.ApiClient;
import io.tandem.harness.HarnessException;
import java.time.Duration;
import java.util.stream.Stream;

/** Tells how much processor time a node has used since its start. */
@FunctionalInterface
public interface CpuMeter {
  /** The name that the node's metrics give it. */
  String METRIC = "process_cpu_time_ns_total";

  /** User and system time of all its threads, so far. */
  Duration used();

  /** What this node and another have used together. */
  default CpuMeter and(CpuMeter other) {
    return () -> used().plus(other.used());
  }

  /** Asks the operating system about a process of this host; exact to 10 ms. */
  static CpuMeter ofProcess(long pid) {
    return () ->
        ProcessHandle.of(pid)
            .flatMap(process -> process.info().totalCpuDuration())
            .orElseThrow(() -> new HarnessException("there is no process " + pid));
  }

  /** Asks the operating system about a process and those below it that live. */
  static CpuMeter ofTree(ProcessHandle root) {
    return () ->
        Stream.concat(Stream.of(root), root.descendants())
            .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
            .reduce(Duration.ZERO, Duration::plus);
  }

  /** Asks the node's {@code /metrics}. */
  static CpuMeter ofMetrics(ApiClient api) {
    return () -> Duration.ofNanos((long) new MetricsPage(api.text("/metrics")).sum(METRIC));
  }
}
