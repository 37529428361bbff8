package io.tandem.bench.figures;

import io.tandem.bench.figures.StandingCalls.Relayed;
import io.tandem.bench.load.Subject;
import io.tandem.bench.peer.Kamailio;
import io.tandem.bench.process.Pause;
import io.tandem.bench.rtp.BareRelay;
import io.tandem.bench.rtp.RtpBlaster;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.Consumer;

/**
 * The processor time of a relayed RTP packet: calls that stand, each with 50 packets a second both
 * ways; beside it that of a packet of the barest relay, in the same run.
 */
final class RtpFigure implements SteadyFigure {
  private static final Duration BARE_WARM_UP = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "rtp";
  }

  @Override
  public String about() {
    return "the CPU of a relayed RTP packet, 20 ms of PCMU";
  }

  @Override
  public String compared() {
    return "CPU of a relayed RTP packet";
  }

  @Override
  public String unit() {
    return "µs";
  }

  @Override
  public int digits() {
    return 1;
  }

  @Override
  public Steady prepare(
      BenchSettings settings, Subject subject, Duration standing, Consumer<String> progress) {
    return StandingCalls.at(subject, settings, standing, progress);
  }

  @Override
  public List<Row> measure(BenchSettings settings, Consumer<String> progress) {
    var rows = new ArrayList<>(measureNode(settings, progress));
    double each = rows.get(0).tandem();
    if (settings.peers()) {
      besidePeer(rows, settings, progress);
    }
    if (BareRelay.isPossible()) {
      progress.accept("the same with a bare relay in C");
      double floor = measureBareRelay(settings, progress);
      rows.add(
          Row.of(compared(), unit(), each, digits())
              .beside(new Row.Peer("a bare relay in C: no calls, no check of what comes", floor)));
    } else {
      progress.accept("without a C compiler (cc) there is no bare relay to compare with");
    }
    return rows;
  }

  private List<Row> measureNode(BenchSettings settings, Consumer<String> progress) {
    try (var node = BenchNode.start(settings, name(), BenchNode.FIXED_HEAP);
        var calls = standing(settings, node, progress)) {
      Instant from = Instant.now();
      Relayed relayed = calls.relay();
      Duration pause = node.longestPause(from, Instant.now());
      progress.accept(relayed.line());
      return List.of(
          Row.of(compared(), unit(), relayed.microsEach(), digits()).with(Goal.aim(7.5)),
          Row.of("RTP packets relayed a second", "1/s", relayed.rate(), 0),
          Row.of("RTP packets lost", "%", 100 * relayed.lost(), 2),
          Row.of("longest GC pause under RTP", "ms", pause.toNanos() / 1e6, 1));
    }
  }

  private void besidePeer(List<Row> rows, BenchSettings settings, Consumer<String> progress) {
    Path folder = settings.files().resolve(name() + "-peer");
    try (var peer = Kamailio.relaying(folder, settings.nodeCpus(), settings.mediaPorts());
        var calls = standing(settings, peer, progress)) {
      progress.accept("the same with " + peer.name());
      Relayed relayed = calls.relay();
      progress.accept(relayed.line());
      double[] values = {relayed.microsEach(), relayed.rate(), 100 * relayed.lost()};
      for (int i = 0; i < values.length; i++) {
        rows.set(i, rows.get(i).beside(new Row.Peer(peer.name(), values[i])));
      }
    }
  }

  private static StandingCalls standing(
      BenchSettings settings, Subject subject, Consumer<String> progress) {
    return StandingCalls.at(subject, settings, settings.sizes().window(), progress);
  }

  private double measureBareRelay(BenchSettings settings, Consumer<String> progress) {
    int calls = settings.sizes().relayed();
    Path folder = settings.files().resolve(name());
    try (var relay = BareRelay.start(folder, settings.nodeCpus(), calls);
        var blaster = new RtpBlaster(StandingCalls.ADDRESS, 2 * calls)) {
      var peers = new HashMap<Integer, InetSocketAddress>();
      for (int i = 0; i < 2 * calls; i++) {
        peers.put(
            blaster.ports().get(i),
            new InetSocketAddress(StandingCalls.ADDRESS, relay.ports().get(i)));
      }
      blaster.start(peers);
      Pause.sleep(BARE_WARM_UP);
      var relayed = Relayed.over(settings.sizes().window(), relay.cpu(), blaster);
      progress.accept(relayed.line());
      return relayed.microsEach();
    }
  }
}
