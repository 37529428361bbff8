package io.tandem.bench.load;

import io.tandem.bench.sipp.Account;
import io.tandem.bench.sipp.Scenario;
import io.tandem.bench.sipp.Sipp;
import io.tandem.bench.sipp.SippResult;
import io.tandem.bench.sipp.SippRun;
import io.tandem.harness.HarnessException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Callers and callees. A call is challenged, rings for 20 ms, is held and hung up by the caller.
 * The media is described and does not flow unless somebody sends it.
 */
public final class CallLoad implements Load {
  /** How long a call is held that nothing else is said about. */
  public static final Duration HOLD = Duration.ofSeconds(1);

  private static final int OPEN_SECONDS = 5;
  private static final Duration REGISTER_LIMIT = Duration.ofSeconds(60);

  /**
   * Who calls whom.
   *
   * @param tenants how many organisations
   * @param pairs how many callers, and as many callees, each of them has
   */
  public record Size(int tenants, int pairs) {}

  /**
   * Where the media is received: lists that are used one after the other, call by call.
   *
   * @param callers at least one
   * @param callees at least one
   */
  public record RtpPorts(List<Integer> callers, List<Integer> callees) {
    /** Ports where nobody listens. */
    public static final RtpPorts SILENT = new RtpPorts(List.of(9), List.of(9));
  }

  private Target target;
  private final Subscribers tenants;
  private final RtpPorts rtp;
  private final int callerPort;
  private final int calleePort;
  private SippRun callees;

  private CallLoad(Target target, Subscribers tenants, RtpPorts rtp, Ports ports) {
    this.target = target;
    this.tenants = tenants;
    this.rtp = rtp;
    this.callerPort = ports.free();
    this.calleePort = ports.free();
  }

  /**
   * Creates the extensions, registers the phones and has the callees wait for calls.
   *
   * @throws HarnessException when that does not succeed
   */
  public static CallLoad prepare(Target target, Size size, RtpPorts rtp, Ports ports) {
    var tenants = target.provisioning().create(size.tenants(), 2 * size.pairs());
    var load = new CallLoad(target, tenants, rtp, ports);
    try {
      load.startPhones();
      return load;
    } catch (RuntimeException e) {
      load.close();
      throw e;
    }
  }

  private void startPhones() {
    var callerLines = new ArrayList<String>();
    var calleeLines = new ArrayList<String>();
    for (List<Account> tenant : tenants.accounts()) {
      int half = tenant.size() / 2;
      tenant.subList(0, half).forEach(account -> callerLines.add(account.line()));
      tenant.subList(half, tenant.size()).forEach(account -> calleeLines.add(account.line()));
    }
    register(callerLines, callerPort);
    register(calleeLines, calleePort);
    callees = server().start();
  }

  @Override
  public void moveTo(Target other) {
    callees.close();
    target = other;
    startPhones();
  }

  /**
   * From the port where they will be: a phone is reached where it registered from, and calls from
   * where it is registered.
   */
  private void register(List<String> lines, int port) {
    try (SippRun run =
        Sipp.of(Scenario.REGISTER, target.files())
            .from(target.phoneAddress(), port)
            .to(target.sip())
            .users(lines)
            .key("expires", RegistrationLoad.EXPIRY_SECONDS)
            .rate(100)
            .calls(lines.size())
            .start()) {
      SippResult result = run.await(REGISTER_LIMIT);
      if (!result.allSuccessful(lines.size())) {
        throw new HarnessException("the phones cannot register:\n" + result.errors());
      }
    }
  }

  private Sipp server() {
    return Sipp.of(Scenario.UAS, target.files())
        .from(target.phoneAddress(), calleePort)
        .users(rtp.callees().stream().map(String::valueOf).toList())
        .tracingLogs();
  }

  @Override
  public Measurement run(Pace pace) {
    long open = Math.round(pace.rate() * (OPEN_SECONDS + HOLD.toSeconds())) + 1;
    try (SippRun run =
        client(pace.rate(), pace.total(), HOLD).limit(open).tracingResponseTimes().start()) {
      return new Meter(target, StoredRows.CALL_RECORDS, List.of(callees)).measure(run, pace);
    }
  }

  /**
   * Sets up calls and leaves them standing.
   *
   * @param rate calls a second
   * @return the callers; closing it abandons the calls
   */
  public SippRun hold(int calls, double rate, Duration time) {
    return client(rate, calls, time).limit(calls).tracingLogs().start();
  }

  /** The domain of the first tenant. */
  String domain() {
    return tenants.accounts().get(0).get(0).domain();
  }

  /** The callees. */
  public SippRun callees() {
    return callees;
  }

  private Sipp client(double rate, long count, Duration hold) {
    return Sipp.of(Scenario.UAC, target.files())
        .from(target.phoneAddress(), callerPort)
        .to(target.sip())
        .users(callers())
        .rate(rate)
        .calls(count)
        .hold(hold);
  }

  /** As many lines as there are callers or ports, whichever are more. */
  private List<String> callers() {
    var pairs = new ArrayList<String>();
    int ports = rtp.callers().size();
    int lines = Math.max(ports, tenants.accounts().stream().mapToInt(List::size).sum() / 2);
    for (int i = 0; i < lines; i++) {
      List<Account> tenant = tenants.accounts().get(i % tenants.accounts().size());
      int half = tenant.size() / 2;
      int pair = i / tenants.accounts().size() % half;
      Account caller = tenant.get(pair);
      pairs.add(caller.line(tenant.get(half + pair).user(), rtp.callers().get(i % ports)));
    }
    return pairs;
  }

  @Override
  public void close() {
    if (callees != null) {
      callees.close();
    }
    tenants.close();
  }
}
