package io.tandem.bench.figures;

import io.tandem.bench.process.Memory;
import io.tandem.bench.process.Pause;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a node that does nothing holds, and how long it takes to start when its database is there.
 */
final class IdleFigure implements Figure {
  private static final Duration REST = Duration.ofSeconds(5);
  private static final List<String> DEFAULT_HEAP =
      List.of("-Xmx1g", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20");

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public String about() {
    return "the memory of an idle node, and the time of its start with the database up";
  }

  @Override
  public List<Row> measure(BenchSettings settings, Consumer<String> progress) {
    // Another node's embedded database serves as the one that is up; that node keeps to the other
    // cores.
    var elsewhere = settings.withHalfOfMediaPorts(0).withNodeCpus(settings.loadCpus());
    var measured = settings.withHalfOfMediaPorts(1);
    try (var host = BenchNode.start(elsewhere, "idle-database", DEFAULT_HEAP)) {
      Map<String, String> database =
          Map.of("TANDEM_CASSANDRA", host.database(), "TANDEM_CASSANDRA_KEYSPACE", "bench_idle");
      progress.accept("database at " + host.database() + "; a first start makes the tables");
      BenchNode.start(measured, "idle", DEFAULT_HEAP, database).close();
      try (var node = BenchNode.start(measured, "idle", DEFAULT_HEAP, database)) {
        Pause.sleep(REST);
        Memory memory = node.memory();
        return List.of(
            Row.of("start with the database up", "s", node.startTime().toMillis() / 1e3, 1)
                .with(Goal.aim(5)),
            Row.of("resident memory of an idle node", "MB", memory.residentKb() / 1024.0, 0),
            Row.of("heap of an idle node", "MB", memory.heapKb() / 1024.0, 0));
      }
    }
  }
}
