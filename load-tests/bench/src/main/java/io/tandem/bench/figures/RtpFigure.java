package io.tandem.bench.figures;

import io.tandem.bench.figures.BenchSettings.Sizes;
import io.tandem.bench.load.CallLoad;
import io.tandem.bench.process.CpuMeter;
import io.tandem.bench.process.Pause;
import io.tandem.bench.rtp.BareRelay;
import io.tandem.bench.rtp.RtpBlaster;
import io.tandem.bench.sipp.SippRun;
import io.tandem.harness.HarnessException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor time of a relayed RTP packet: calls that stand, each with 50 packets a second both
 * ways; beside it that of a packet of the barest relay, in the same run.
 */
final class RtpFigure implements Figure {
  private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();
  private static final CallLoad.Size COMPANIES = new CallLoad.Size(5, 50);
  private static final double CALL_RATE = 25;
  private static final Duration BARE_WARM_UP = Duration.ofSeconds(5);
  private static final Duration SLACK = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Pattern LOGGED = Pattern.compile("rtp (\\d+) (\\d+)");

  @Override
  public String name() {
    return "rtp";
  }

  @Override
  public String about() {
    return "the CPU of a relayed RTP packet, 20 ms of PCMU";
  }

  @Override
  public List<Row> measure(BenchSettings settings, Consumer<String> progress) {
    var rows = new ArrayList<>(measureNode(settings, progress));
    if (BareRelay.isPossible()) {
      progress.accept("the same with a bare relay in C");
      double floor = measureBareRelay(settings, progress);
      rows.add(Row.of("the same of a bare relay in C, CPU µs", floor, 1));
      rows.add(
          Row.of("a packet of Tandem : one of the bare relay", rows.get(0).value() / floor, 2));
    } else {
      progress.accept("without a C compiler (cc) there is no bare relay to compare with");
    }
    return rows;
  }

  private List<Row> measureNode(BenchSettings settings, Consumer<String> progress) {
    int calls = settings.sizes().relayed();
    try (var node = BenchNode.start(settings, name(), BenchNode.FIXED_HEAP);
        var blaster = new RtpBlaster(ADDRESS, 2 * calls)) {
      var ports =
          new CallLoad.RtpPorts(
              blaster.ports().subList(0, calls), blaster.ports().subList(calls, 2 * calls));
      progress.accept("setting up %d calls".formatted(calls));
      try (var load = CallLoad.prepare(node.target(), COMPANIES, ports, node.ports());
          var callers = load.hold(calls, CALL_RATE, holdTime(settings.sizes()))) {
        blaster.start(relayPorts(calls, callers, load.callees()));
        Pause.sleep(settings.sizes().warmUp());
        return measure(node, blaster, settings.sizes(), progress);
      }
    }
  }

  private double measureBareRelay(BenchSettings settings, Consumer<String> progress) {
    int calls = settings.sizes().relayed();
    Path folder = settings.files().resolve(name());
    try (var relay = BareRelay.start(folder, settings.nodeCpus(), calls);
        var blaster = new RtpBlaster(ADDRESS, 2 * calls)) {
      var peers = new HashMap<Integer, InetSocketAddress>();
      for (int i = 0; i < 2 * calls; i++) {
        peers.put(blaster.ports().get(i), new InetSocketAddress(ADDRESS, relay.ports().get(i)));
      }
      blaster.start(peers);
      Pause.sleep(BARE_WARM_UP);
      var window = Window.over(settings.sizes().window(), relay.cpu(), blaster);
      progress.accept(window.line());
      return window.microsEach();
    }
  }

  /** What a relay did and what it took. */
  private record Window(Duration cpu, long sent, long received, double seconds) {
    static Window over(Duration length, CpuMeter meter, RtpBlaster blaster) {
      long begin = System.nanoTime();
      Duration cpu = meter.used();
      long sent = blaster.sent();
      long received = blaster.received();
      Pause.sleep(length);
      return new Window(
          meter.used().minus(cpu),
          blaster.sent() - sent,
          blaster.received() - received,
          (System.nanoTime() - begin) / 1e9);
    }

    /**
     * The processor time of a packet.
     *
     * @throws HarnessException when none came through
     */
    double microsEach() {
      if (received == 0) {
        throw new HarnessException("no packet came through the relay");
      }
      return cpu.toNanos() / 1e3 / received;
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%.0f packets a second sent, %.0f relayed, %.0f %% of a core",
          sent / seconds,
          received / seconds,
          cpu.toNanos() / 1e7 / seconds);
    }
  }

  private static Duration holdTime(Sizes sizes) {
    Duration settingUp = Duration.ofSeconds(Math.round(sizes.relayed() / CALL_RATE));
    return settingUp.plus(sizes.warmUp()).plus(sizes.window()).plus(SLACK);
  }

  private static Map<Integer, InetSocketAddress> relayPorts(
      int calls, SippRun callers, SippRun callees) {
    Instant deadline = Instant.now().plus(SLACK);
    var peers = new HashMap<Integer, InetSocketAddress>();
    while (peers.size() < 2 * calls) {
      if (Instant.now().isAfter(deadline)) {
        throw new HarnessException("%d of %d legs stand".formatted(peers.size(), 2 * calls));
      }
      Pause.sleep(POLL);
      for (SippRun side : List.of(callers, callees)) {
        for (String line : side.logged()) {
          Matcher matcher = LOGGED.matcher(line);
          if (matcher.find()) {
            int relay = Integer.parseInt(matcher.group(2));
            peers.put(Integer.parseInt(matcher.group(1)), new InetSocketAddress(ADDRESS, relay));
          }
        }
      }
    }
    return peers;
  }

  private static List<Row> measure(
      BenchNode node, RtpBlaster blaster, Sizes sizes, Consumer<String> progress) {
    Instant from = Instant.now();
    var window = Window.over(sizes.window(), node.target().cpu(), blaster);
    Instant to = Instant.now();
    long lost = Math.max(0, window.sent() - window.received());
    progress.accept(window.line());
    return List.of(
        new Row("CPU µs a relayed RTP packet", window.microsEach(), 1, Row.Reference.CPU_OF_PACKET),
        Row.of("RTP packets relayed a second", window.received() / window.seconds(), 0),
        Row.of("RTP packets lost, %", 100.0 * lost / Math.max(window.sent(), 1), 2),
        Row.of("longest GC pause under RTP, ms", node.longestPause(from, to).toNanos() / 1e6, 1));
  }
}
