package io.tandem.bench.peer;

import io.tandem.bench.load.Ports;
import io.tandem.bench.load.Provisioning;
import io.tandem.bench.load.StoredRows;
import io.tandem.bench.load.Subject;
import io.tandem.bench.load.Subscribers;
import io.tandem.bench.load.Target;
import io.tandem.bench.process.CpuMeter;
import io.tandem.bench.sipp.Account;
import io.tandem.harness.FreePorts;
import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Kamailio from the distribution's packages: a registrar with digest authentication, and a stateful
 * proxy that stays in the route of a call; with rtpengine, in userspace, that relays the media. It
 * keeps its bindings in memory alone, knows no call and leaves no record.
 *
 * <p>Its subscribers are read from a file at its start, so that it starts when they are made.
 */
public final class Kamailio implements Subject, Provisioning {
  private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();
  private static final int WORKERS = 2;
  private static final int FIRST_NUMBER = 10_000;
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;
  private final String cpus;
  private final Optional<Rtpengine> media;
  private final InetSocketAddress sip;
  private final FreePorts ports = new FreePorts(ADDRESS);
  private final String name;
  private Program program;

  private Kamailio(Path folder, String cpus, Optional<Rtpengine> media) {
    this.folder = folder;
    this.cpus = cpus;
    this.media = media;
    this.sip = new InetSocketAddress(ADDRESS, ports.anySip());
    String version = Program.version("kamailio", "-v", "kamailio ([0-9.]+)");
    this.name =
        media
            .map(
                relay ->
                    "Kamailio %s + rtpengine %s in userspace: a proxy, no call kept, no record"
                        .formatted(version, relay.version()))
            .orElse("Kamailio %s: bindings in memory alone".formatted(version));
  }

  /**
   * One that registers.
   *
   * @param cpus its cores; empty for any
   * @throws HarnessException when it is not installed
   */
  public static Kamailio registrar(Path folder, String cpus) {
    return new Kamailio(folder, cpus, Optional.empty());
  }

  /**
   * One that registers, and relays calls with their media.
   *
   * @param mediaPorts rtpengine's, first and last
   * @throws HarnessException when it or rtpengine is not installed
   */
  public static Kamailio relaying(Path folder, String cpus, String mediaPorts) {
    return new Kamailio(folder, cpus, Optional.of(Rtpengine.start(folder, cpus, mediaPorts)));
  }

  @Override
  public Subscribers create(int tenants, int extensions) {
    String password = new BigInteger(80, RANDOM).toString(36);
    var accounts = new ArrayList<List<Account>>();
    for (int tenant = 0; tenant < tenants; tenant++) {
      var each = new ArrayList<Account>();
      for (int i = 0; i < extensions; i++) {
        String number = Integer.toString(FIRST_NUMBER + i);
        each.add(new Account(number, "load-" + tenant + ".test", password));
      }
      accounts.add(List.copyOf(each));
    }
    start(accounts);
    return new Subscribers() {
      @Override
      public List<List<Account>> accounts() {
        return accounts;
      }

      @Override
      public void close() {
        // they end with the program
      }
    };
  }

  private void start(List<List<Account>> accounts) {
    try {
      Path database = Files.createDirectories(folder.resolve("subscribers"));
      Files.writeString(database.resolve("htable"), SubscriberTable.of(accounts));
      Path configuration = folder.resolve("kamailio.cfg");
      Files.writeString(configuration, configuration(database));
      var command =
          new ArrayList<>(
              List.of("kamailio", "-DD", "-E", "-m", "1024", "-M", "32", "-Y", folder.toString()));
      media.ifPresent(relay -> command.addAll(List.of("-A", "WITH_MEDIA")));
      command.addAll(List.of("-f", configuration.toString()));
      program = Program.start(command, cpus, folder.resolve("kamailio.log"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + folder, e);
    }
    Instant deadline = Instant.now().plus(START_LIMIT);
    while (!OptionsPing.isAnswered(sip)) {
      if (!program.isAlive() || Instant.now().isAfter(deadline)) {
        throw new HarnessException("Kamailio does not start; see " + program.log());
      }
    }
  }

  private String configuration(Path database) throws IOException {
    try (InputStream in = Kamailio.class.getResourceAsStream("kamailio.cfg")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("@ADDRESS@", sip.getAddress().getHostAddress())
          .replace("@PORT@", Integer.toString(sip.getPort()))
          .replace("@WORKERS@", Integer.toString(WORKERS))
          .replace("@SUBSCRIBERS@", database.toString())
          .replace("@RTPENGINE@", media.map(Rtpengine::control).orElse(""));
    }
  }

  @Override
  public long stored(StoredRows rows) {
    return 0;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Target target() {
    return new Target(this, sip, this::used, folder.resolve("load"));
  }

  private Duration used() {
    CpuMeter own = CpuMeter.ofTree(program.handle());
    return media.map(relay -> own.and(relay.cpu())).orElse(own).used();
  }

  @Override
  public Ports ports() {
    return ports::anySip;
  }

  @Override
  public Duration longestPause(Instant from, Instant to) {
    return Duration.ZERO;
  }

  @Override
  public Duration compiling() {
    return Duration.ZERO;
  }

  @Override
  public void moveTo(String cpus) {
    // It compiles nothing, so that more cores would not warm it up sooner.
  }

  @Override
  public void close() {
    if (program != null) {
      program.close();
    }
    media.ifPresent(Rtpengine::close);
  }
}
