package io.tandem.bench.figures;

import io.tandem.bench.load.CallLoad;
import io.tandem.bench.load.Subject;
import io.tandem.bench.process.CpuMeter;
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

/** Calls that stand, with 50 packets a second each way while they are not silent. */
final class StandingCalls implements SteadyFigure.Steady {
  static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

  private static final CallLoad.Size COMPANIES = new CallLoad.Size(5, 50);
  private static final double CALL_RATE = 25;
  private static final double LOSS_ALLOWED = 0.01;
  private static final Duration SLACK = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Pattern LOGGED = Pattern.compile("rtp (\\d+) (\\d+)");

  private final Subject subject;
  private final BenchSettings settings;
  private final BenchSettings.Sizes sizes;
  private final RtpBlaster blaster;
  private final CallLoad load;
  private final SippRun callers;

  private StandingCalls(
      Subject subject, BenchSettings settings, RtpBlaster blaster, CallLoad load, SippRun callers) {
    this.subject = subject;
    this.settings = settings;
    this.sizes = settings.sizes();
    this.blaster = blaster;
    this.load = load;
    this.callers = callers;
  }

  /**
   * Sets the calls up, warms the relay up and falls silent.
   *
   * @param standing how long they will be measured
   */
  static StandingCalls at(
      Subject subject, BenchSettings settings, Duration standing, Consumer<String> progress) {
    var sizes = settings.sizes();
    int calls = sizes.relayed();
    var blaster = new RtpBlaster(ADDRESS, 2 * calls);
    CallLoad load = null;
    try {
      var ports =
          new CallLoad.RtpPorts(
              blaster.ports().subList(0, calls), blaster.ports().subList(calls, 2 * calls));
      progress.accept("setting up %d calls".formatted(calls));
      load = CallLoad.prepare(subject.target(), COMPANIES, ports, subject.ports());
      Duration hold =
          Duration.ofSeconds(Math.round(calls / CALL_RATE))
              .plus(sizes.warmUp().multipliedBy(sizes.warmUps()))
              .plus(standing)
              .plus(SLACK);
      var standingCalls =
          new StandingCalls(subject, settings, blaster, load, load.hold(calls, CALL_RATE, hold));
      standingCalls.warmUp(progress);
      return standingCalls;
    } catch (RuntimeException e) {
      blaster.close();
      if (load != null) {
        load.close();
      }
      throw e;
    }
  }

  private void warmUp(Consumer<String> progress) {
    try {
      blaster.start(relayPorts());
      new WarmUp(List.of(subject), settings, progress).run(() -> Pause.sleep(sizes.warmUp()));
      blaster.silence(true);
    } catch (RuntimeException e) {
      callers.close();
      throw e;
    }
  }

  private Map<Integer, InetSocketAddress> relayPorts() {
    Instant deadline = Instant.now().plus(SLACK);
    var peers = new HashMap<Integer, InetSocketAddress>();
    while (peers.size() < 2 * sizes.relayed()) {
      if (Instant.now().isAfter(deadline)) {
        throw new HarnessException(
            "%d of %d legs stand".formatted(peers.size(), 2 * sizes.relayed()));
      }
      Pause.sleep(POLL);
      for (SippRun side : List.of(callers, load.callees())) {
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

  /** What a relay did in a time and what it took. */
  record Relayed(Duration cpu, long sent, long received, double seconds) {
    static Relayed over(Duration length, CpuMeter meter, RtpBlaster blaster) {
      long begin = System.nanoTime();
      Duration cpu = meter.used();
      long sent = blaster.sent();
      long received = blaster.received();
      Pause.sleep(length);
      return new Relayed(
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

    /** The packets that came through, a second. */
    double rate() {
      return received / seconds;
    }

    /** The share of the packets that did not come through, 0 to 1. */
    double lost() {
      return (double) Math.max(0, sent - received) / Math.max(sent, 1);
    }

    String line() {
      return String.format(
          Locale.ROOT,
          "%.0f packets a second sent, %.0f relayed, %.0f %% of a core, %.1f µs each",
          sent / seconds,
          rate(),
          cpu.toNanos() / 1e7 / seconds,
          microsEach());
    }
  }

  /** Lets the calls speak for a window. */
  Relayed relay() {
    blaster.silence(false);
    Pause.sleep(sizes.settle());
    var relayed = Relayed.over(sizes.window(), subject.target().cpu(), blaster);
    blaster.silence(true);
    return relayed;
  }

  @Override
  public SteadyFigure.Reading read() {
    var relayed = relay();
    return new SteadyFigure.Reading(
        relayed.microsEach(), relayed.lost() < LOSS_ALLOWED, relayed.line());
  }

  @Override
  public void close() {
    callers.close();
    load.close();
    blaster.close();
  }
}
