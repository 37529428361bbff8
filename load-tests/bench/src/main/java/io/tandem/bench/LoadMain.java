package io.tandem.bench;

import io.tandem.bench.load.CallLoad;
import io.tandem.bench.load.FloodLoad;
import io.tandem.bench.load.Load;
import io.tandem.bench.load.Measurement;
import io.tandem.bench.load.NodeProvisioning;
import io.tandem.bench.load.Pace;
import io.tandem.bench.load.Ports;
import io.tandem.bench.load.RegistrationLoad;
import io.tandem.bench.load.Target;
import io.tandem.bench.process.Cores;
import io.tandem.bench.process.CpuMeter;
import io.tandem.harness.ApiClient;
import io.tandem.harness.FreePorts;
import io.tandem.harness.HarnessException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code ./tandem load calls}, {@code registrations} and {@code flood}. */
public final class LoadMain {
  static final String USAGE =
      """
      ./tandem load api|calls|registrations|flood [OPTION ...]

      Puts load on a running node, with tenants that it makes for itself through the API and removes
      at the end, and shows what the load got and what it cost.

        calls           phones that call phones: challenged, answered after 20 ms, held for 1 s
        registrations   phones that refresh their registrations: challenged, expiry 3600 s
        flood           both of these, and beside them strangers' INVITEs, none of which is ever
                        acknowledged: no call and no registration may fail, and the node's answers
                        to strangers have at most twice the bytes of their INVITEs
        api             administrators at the HTTP API, by Gatling; see ./tandem load api --help

        --rate R        calls or registrations a second (default 10)
        --strangers R   strangers' INVITEs a second (flood; default 3000)
        --duration D    how long to measure (default 20s; flood 40s)
        --warmup D      how long to put the load on before (default 10s)
        --aors N        how many phones refresh (registrations; default 1000; flood 200)
        --tenants N     how many organisations call (calls; default 1)
        --pairs N       how many callers, and as many callees, each has (calls; default 50)
        --url URL       the node's API (default http://127.0.0.1:8080)
        --sip ADDRESS   where the node listens for SIP over UDP (default 127.0.0.1:5060)
        --username U    a system administrator (default admin)
        --password P    the administrator's password (default $TANDEM_ADMIN_PASSWORD)
        --pid PID       the node's process on this host; without it the node's metrics tell its
                        processor time
        --pin CPUS      keep the load programs to these cores, such as 1 or 2-3
        --files FOLDER  keep the load programs' files here (default: a temporary folder, deleted
                        at the end unless something fails)
        --help          this text

      SIPp must be installed (Debian: sip-tester). The exit status is 0 when fewer than one in a
      thousand failed, of a flood when what is said above holds, else 1.
      """;

  private static final double FAILURES_ALLOWED = 0.001;
  private static final Set<String> VALUED =
      Set.of(
          "rate",
          "strangers",
          "duration",
          "warmup",
          "aors",
          "tenants",
          "pairs",
          "url",
          "sip",
          "username",
          "password",
          "pid",
          "pin",
          "files");

  private final Options options;

  private LoadMain(Options options) {
    this.options = options;
  }

  /** Runs one load. */
  public static void main(String[] arguments) {
    try {
      var options = Options.parse(List.of(arguments), Set.of("help"), VALUED);
      if (options.has("help") || options.words().isEmpty()) {
        System.out.print(USAGE);
        return;
      }
      System.exit(new LoadMain(options).run() ? 0 : 1);
    } catch (HarnessException e) {
      System.err.println("load: " + e.getMessage());
      System.exit(1);
    }
  }

  /** Whether the load went well. */
  private boolean run() {
    if (options.words().size() > 1) {
      throw new HarnessException(options.words().get(1) + " is one word too many; see --help");
    }
    Cores.moveSelf(options.text("pin", ""));
    boolean keep = options.has("files");
    Path files = keep ? Path.of(options.text("files", "")) : Folders.temporary("load");
    boolean succeeded;
    try {
      succeeded = run(options.words().get(0), files.toAbsolutePath());
    } catch (RuntimeException e) {
      Folders.leave(files);
      throw e;
    }
    if (!succeeded) {
      Folders.leave(files);
    } else if (!keep) {
      Folders.delete(files);
    }
    return succeeded;
  }

  private boolean run(String kind, Path files) {
    boolean flood = kind.equals("flood");
    var pace =
        new Pace(
            options.number("rate", 10),
            options.duration("warmup", Duration.ofSeconds(10)),
            options.duration("duration", Duration.ofSeconds(flood ? 40 : 20)));
    Target target = target(files);
    System.out.println("Preparing tenants and phones ...");
    return flood ? flood(target, pace) : load(kind, target, pace);
  }

  private boolean load(String kind, Target target, Pace pace) {
    try (Load load = prepare(kind, target)) {
      announce(kind, target, pace);
      Measurement measurement = load.run(pace);
      System.out.print(measurement.table());
      return measurement.failedShare() < FAILURES_ALLOWED;
    }
  }

  private boolean flood(Target target, Pace pace) {
    int pairs = options.count("pairs", 50);
    int aors = options.count("aors", 200);
    try (var load = FloodLoad.prepare(target, pairs, aors, ports(target))) {
      announce("a flood", target, pace);
      var result = load.run(pace, options.number("strangers", 3_000));
      System.out.print(result.table());
      return result.holds();
    }
  }

  private void announce(String kind, Target target, Pace pace) {
    System.out.printf(
        "Putting %s on %s: %d s to warm up, %d s to measure ...%n",
        kind,
        options.text("sip", target.sip().toString()),
        pace.warmUp().toSeconds(),
        pace.window().toSeconds());
  }

  private static Ports ports(Target target) {
    return new FreePorts(target.sip().getAddress())::anySip;
  }

  private Load prepare(String kind, Target target) {
    Ports ports = ports(target);
    return switch (kind) {
      case "calls" ->
          CallLoad.prepare(
              target,
              new CallLoad.Size(options.count("tenants", 1), options.count("pairs", 50)),
              CallLoad.RtpPorts.SILENT,
              ports);
      case "registrations" -> RegistrationLoad.prepare(target, options.count("aors", 1000), ports);
      default -> throw new HarnessException("there is no load " + kind + "; see --help");
    };
  }

  private Target target(Path files) {
    String password = options.text("password", System.getenv("TANDEM_ADMIN_PASSWORD"));
    if (password == null) {
      throw new HarnessException("--password or TANDEM_ADMIN_PASSWORD is needed; see --help");
    }
    var api =
        ApiClient.signIn(
            ApiClient.address(options.text("url", "http://127.0.0.1:8080")),
            options.text("username", "admin"),
            password);
    CpuMeter cpu =
        options.has("pid") ? CpuMeter.ofProcess(options.count("pid", 0)) : CpuMeter.ofMetrics(api);
    return new Target(
        new NodeProvisioning(api, false),
        address(options.text("sip", "127.0.0.1:5060")),
        cpu,
        files);
  }

  private static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("\\d{1,5}")) {
      throw new HarnessException("--sip " + text + ": expected address:port");
    }
    try {
      return new InetSocketAddress(
          InetAddress.getByName(text.substring(0, colon)),
          Integer.parseInt(text.substring(colon + 1)));
    } catch (UnknownHostException | IllegalArgumentException e) {
      throw new HarnessException("--sip " + text + ": expected address:port", e);
    }
  }
}
