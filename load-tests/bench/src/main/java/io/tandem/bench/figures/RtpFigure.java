package io.tandem.bench.figures;

import io.tandem.bench.figures.BenchSettings.Sizes;
import io.tandem.bench.load.CallLoad;
import io.tandem.bench.process.Pause;
import io.tandem.bench.rtp.RtpBlaster;
import io.tandem.bench.sipp.SippRun;
import io.tandem.harness.HarnessException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The processor time of a relayed RTP packet: calls that stand, each with 50 packets a second both
 * ways.
 */
final class RtpFigure implements Figure {
  private static final CallLoad.Size COMPANIES = new CallLoad.Size(5, 50);
  private static final double CALL_RATE = 25;
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
    int calls = settings.sizes().relayed();
    InetAddress address = InetAddress.getLoopbackAddress();
    try (var node = BenchNode.start(settings, name(), BenchNode.FIXED_HEAP);
        var blaster = new RtpBlaster(address, 2 * calls)) {
      var ports =
          new CallLoad.RtpPorts(
              blaster.ports().subList(0, calls), blaster.ports().subList(calls, 2 * calls));
      progress.accept("setting up %d calls".formatted(calls));
      try (var load = CallLoad.prepare(node.target(), COMPANIES, ports, node.ports());
          var callers = load.hold(calls, CALL_RATE, holdTime(settings.sizes()))) {
        Map<Integer, InetSocketAddress> peers = relayPorts(address, calls, callers, load.callees());
        blaster.start(peers);
        return measure(node, blaster, settings.sizes(), progress);
      }
    }
  }

  private static Duration holdTime(Sizes sizes) {
    Duration settingUp = Duration.ofSeconds(Math.round(sizes.relayed() / CALL_RATE));
    return settingUp.plus(sizes.warmUp()).plus(sizes.window()).plus(SLACK);
  }

  private static Map<Integer, InetSocketAddress> relayPorts(
      InetAddress address, int calls, SippRun callers, SippRun callees) {
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
            peers.put(Integer.parseInt(matcher.group(1)), new InetSocketAddress(address, relay));
          }
        }
      }
    }
    return peers;
  }

  private static List<Row> measure(
      BenchNode node, RtpBlaster blaster, Sizes sizes, Consumer<String> progress) {
    Pause.sleep(sizes.warmUp());
    Instant from = Instant.now();
    Duration cpu = node.target().cpu().used();
    long sent = blaster.sent();
    long received = blaster.received();
    Pause.sleep(sizes.window());
    cpu = node.target().cpu().used().minus(cpu);
    sent = blaster.sent() - sent;
    received = blaster.received() - received;
    Instant to = Instant.now();
    double seconds = Duration.between(from, to).toNanos() / 1e9;
    progress.accept(
        String.format(
            Locale.ROOT,
            "%.0f packets a second sent, %.0f relayed, node %.0f %% of a core",
            sent / seconds,
            received / seconds,
            cpu.toNanos() / 1e7 / seconds));
    return List.of(
        new Row(
            "CPU µs a relayed RTP packet",
            cpu.toNanos() / 1e3 / Math.max(received, 1),
            1,
            Row.Reference.CPU_OF_PACKET),
        Row.of("RTP packets relayed a second", received / seconds, 0),
        Row.of("RTP packets lost, %", 100.0 * Math.max(0, sent - received) / Math.max(sent, 1), 2),
        Row.of("longest GC pause under RTP, ms", node.longestPause(from, to).toNanos() / 1e6, 1));
  }
}
