package io.tandem.bench.load;

import io.tandem.bench.process.Pause;
import io.tandem.bench.sipp.SippRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Measures a running SIPp client, and the node that it talks to, over a window of time. */
final class Meter {
  private static final Duration END_LIMIT = Duration.ofSeconds(20);

  private final Target target;
  private final StoredRows rows;
  private final List<SippRun> servers;

  /**
   * @param servers what else belongs to the load
   */
  Meter(Target target, StoredRows rows, List<SippRun> servers) {
    this.target = target;
    this.rows = rows;
    this.servers = servers;
  }

  /** Waits out the warm-up, measures, and ends the client. */
  Measurement measure(SippRun client, Pace pace) {
    Pause.sleep(pace.warmUp());
    long rowsBefore = target.provisioning().stored(rows);
    Duration loadBefore = loadCpu(client);
    Duration nodeBefore = target.cpu().used();
    Instant from = Instant.now();
    Pause.sleep(pace.window());
    Duration loadAfter = loadCpu(client);
    Duration nodeAfter = target.cpu().used();
    Instant to = Instant.now();
    long rowsAfter = target.provisioning().stored(rows);
    client.finish(END_LIMIT);
    var statistics = client.statistics();
    var inside = statistics.between(from, to);
    long failed = statistics.between(from, Instant.MAX).failed();
    Duration window = Duration.between(from, to);
    return new Measurement(
        pace.rate(),
        from,
        window,
        inside.created(),
        failed,
        inside.retransmissions(),
        client.responseTimes().within(from, window),
        nodeAfter.minus(nodeBefore),
        loadAfter.minus(loadBefore),
        new Measurement.Written(rows.label(), rowsAfter - rowsBefore));
  }

  private Duration loadCpu(SippRun client) {
    Duration sum = client.cpuTime();
    for (SippRun server : servers) {
      sum = sum.plus(server.cpuTime());
    }
    return sum;
  }
}
