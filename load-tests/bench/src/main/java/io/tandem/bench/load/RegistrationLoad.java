package io.tandem.bench.load;

import io.tandem.bench.sipp.Account;
import io.tandem.bench.sipp.Scenario;
import io.tandem.bench.sipp.Sipp;
import io.tandem.bench.sipp.SippResult;
import io.tandem.bench.sipp.SippRun;
import io.tandem.harness.HarnessException;
import java.time.Duration;
import java.util.List;

/** Phones that refresh their registrations, one after the other, each with a challenge. */
public final class RegistrationLoad implements Load {
  static final String EXPIRY_SECONDS = "3600";

  private static final int AORS_PER_TENANT = 1000;
  private static final double FIRST_RATE = 500;

  /** What a node that has just started holds, and how many it gets to become quicker. */
  private static final double COLD_RATE = 100;

  private static final int COLD = 1000;
  private static final int OPEN_SECONDS = 5;
  private static final Duration SLACK = Duration.ofSeconds(60);

  private Target target;
  private final Subscribers tenants;
  private final List<String> users;
  private final int port;

  private RegistrationLoad(Target target, Subscribers tenants, int port) {
    this.target = target;
    this.tenants = tenants;
    this.port = port;
    this.users = tenants.accounts().stream().flatMap(List::stream).map(Account::line).toList();
  }

  /**
   * Creates as many extensions and registers each once.
   *
   * @throws HarnessException when that does not succeed
   */
  public static RegistrationLoad prepare(Target target, int aors, Ports ports) {
    var load = create(target, aors, ports);
    try {
      load.registerAll();
      return load;
    } catch (RuntimeException e) {
      load.close();
      throw e;
    }
  }

  /** Creates the extensions alone. */
  public static RegistrationLoad create(Target target, int aors, Ports ports) {
    int each = Math.min(aors, AORS_PER_TENANT);
    var tenants = target.provisioning().create((aors + each - 1) / each, each);
    return new RegistrationLoad(target, tenants, ports.free());
  }

  /** Registers every phone. */
  public void registerAll() {
    register(users, FIRST_RATE);
  }

  /** Registers one phone of each tenant, so that the node has all of them in memory. */
  public void registerOneOfEach() {
    register(tenants.accounts().stream().map(tenant -> tenant.get(0).line()).toList(), FIRST_RATE);
  }

  private void register(List<String> lines, double rate) {
    var limit = Duration.ofSeconds(Math.round(lines.size() / rate)).plus(SLACK);
    try (SippRun run = client(rate, lines.size()).users(lines).start()) {
      SippResult result = run.await(limit);
      if (!result.allSuccessful(lines.size())) {
        throw new HarnessException(
            "%d of %d registrations failed:%n%s"
                .formatted(result.failed(), lines.size(), result.errors()));
      }
    }
  }

  @Override
  public Measurement run(Pace pace) {
    try (SippRun run = client(pace.rate(), pace.total()).tracingResponseTimes().start()) {
      return new Meter(target, StoredRows.BINDINGS, List.of()).measure(run, pace);
    }
  }

  @Override
  public void moveTo(Target other) {
    target = other;
    register(users.subList(0, Math.min(COLD, users.size())), COLD_RATE);
    registerAll();
  }

  private Sipp client(double rate, long count) {
    return Sipp.of(Scenario.REGISTER, target.files())
        .from(target.phoneAddress(), port)
        .to(target.sip())
        .users(users)
        .key("expires", EXPIRY_SECONDS)
        .rate(rate)
        .limit(Math.round(rate * OPEN_SECONDS) + 1)
        .calls(count);
  }

  /** How many AORs there really are: whole tenants of equal size. */
  public int aors() {
    return users.size();
  }

  @Override
  public void close() {
    tenants.close();
  }
}
