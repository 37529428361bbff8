package io.tandem.demo;

import io.tandem.harness.ApiClient;
import io.tandem.harness.FreePorts;
import io.tandem.harness.HarnessException;
import io.tandem.harness.NodeProcess;
import io.tandem.phone.PhoneProcess;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** {@code ./tandem demo}: a node, four phones, and the calls that they make. */
public final class Demo {
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  /** The file that says whose the folder is, and is locked while it is in use. */
  private static final String MARK = "made-by-the-demo";

  private static final SecureRandom RANDOM = new SecureRandom();

  private final DemoOptions options;
  private final Path home;
  private final Stage stage;
  private final Map<String, String> environment = new HashMap<>();
  private final String systemPassword = password();
  private final Company.Passwords passwords = new Company.Passwords(password(), password());

  private Demo(DemoOptions options, Path home, Stage stage) {
    this.options = options;
    this.home = home;
    this.stage = stage;
  }

  /** Runs the demonstration; exits with 0 when all went as it should, with 1 otherwise. */
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(System.getProperty("tandem.home", "."));
    try {
      var options = DemoOptions.parse(Arrays.asList(arguments), home);
      if (options.help()) {
        System.out.print(DemoOptions.USAGE);
        return;
      }
      var stage = new Stage(System.out);
      new Demo(options, home, stage).run();
      System.exit(stage.failures() == 0 ? 0 : 1);
    } catch (HarnessException e) {
      System.err.println("demo: " + e.getMessage());
      System.exit(1);
    }
  }

  private void run() throws IOException, InterruptedException {
    FileChannel lock = take(options.data());
    try {
      perform();
    } finally {
      lock.close();
    }
  }

  private void perform() throws IOException, InterruptedException {
    var ports = new FreePorts(InetAddress.getByName(options.address()));
    var sip = new Company.NodeAddress(options.address(), ports.sip(5060));
    int http = ports.tcp(8080);
    URI api = URI.create("http://" + options.address() + ":" + http);
    configure(sip, http, ports.tcp(7355));
    stage.say("Tandem demonstration: one node, its own Cassandra, two tenants, four phones.");
    Path log = options.data().resolve("node.log");
    try (var node = NodeProcess.start(NodeProcess.Launch.of(home, log, environment), stage::show);
        var phones =
            PhoneProcess.start(
                home.resolve("load-tests/demo/target/lib"), options.data().resolve("phones.log"))) {
      stage.mustStep(
          "Starting a node with an embedded Cassandra",
          () -> {
            node.awaitReady(START_LIMIT);
            return "process " + node.pid() + ", log in " + log;
          });
      play(phones, sip, api);
      conclude(sip, api);
    }
  }

  private void configure(Company.NodeAddress sip, int http, int cluster) {
    environment.put("TANDEM_NODE_NAME", "demo");
    environment.put("TANDEM_DATA", options.data().toString());
    environment.put("TANDEM_DRAIN", "1 s");
    environment.put("TANDEM_SIP_BIND", sip.host() + ":" + sip.port());
    environment.put("TANDEM_MEDIA_BIND", sip.host());
    environment.put("TANDEM_HTTP_BIND", sip.host() + ":" + http);
    environment.put("TANDEM_CLUSTER_BIND", "127.0.0.1:" + cluster);
    environment.put("TANDEM_ADMIN_USERNAME", "admin");
    environment.put("TANDEM_ADMIN_PASSWORD", systemPassword);
  }

  private void play(PhoneProcess phones, Company.NodeAddress sip, URI api) {
    Instant begin = Instant.now();
    var companies = new Company[2];
    stage.mustStep(
        "Creating tenants acme.test and globex.test, each with extensions 1001 and 1002",
        () -> {
          var system = ApiClient.signIn(api, "admin", systemPassword);
          companies[0] = Company.create(system, api, "acme.test", passwords, phones, 440, sip);
          companies[1] = Company.create(system, api, "globex.test", passwords, phones, 700, sip);
          return "ids " + companies[0].id() + ", " + companies[1].id();
        });
    Company acme = companies[0];
    Company globex = companies[1];
    var scenes = new Scenes(stage, acme, globex);
    stage.mustStep("Registering four phones with digest authentication", scenes::register);
    stage.step("acme's 1001 calls 1002: they talk 5 s, hold, resume, hang up", scenes::talk);
    stage.step("A call is cancelled while it rings", scenes::cancelled);
    stage.step("The callee is busy", scenes::busy);
    stage.step("The callee does not answer (ring time 5 s)", scenes::noAnswer);
    stage.step("An unknown number", scenes::unknownNumber);
    stage.step("A phone with a wrong password", () -> scenes.wrongPassword(phones, sip));
    stage.step("A From that is not the caller's own", scenes::foreignFrom);
    stage.step("acme's 1001 tries to ring globex's 1002", scenes::otherTenantsPhone);
    stage.step(
        "acme's administrator reads the call records through the API",
        () -> {
          var items = new Records(acme, begin).await(7);
          stage.show(Records.table(items));
          return items.size() + " records";
        });
    stage.step("acme's administrator asks for what is globex's", () -> foreignThings(acme, globex));
  }

  private String foreignThings(Company acme, Company globex) {
    for (String what : new String[] {"", "/extensions", "/registrations", "/calls", "/cdrs"}) {
      String path = "/v1/tenants/" + globex.id() + what;
      var reply = acme.api().get(path).expect(404);
      stage.show("GET " + path + " -> " + reply.status());
    }
    return "nothing to be seen";
  }

  private void conclude(Company.NodeAddress sip, URI api) throws InterruptedException {
    stage.say("");
    stage.say(
        stage.failures() == 0
            ? "All went as it should, in %.1f s.".formatted(stage.elapsed())
            : stage.failures() + " steps FAILED.");
    if (options.exit()) {
      return;
    }
    stage.say(
        """

        The node stays up; Ctrl-C ends it. Register a softphone of your own:

          host (proxy)   %s:%d, UDP or TCP
          domain         acme.test
          user           1001 (or 1002; also at globex.test)
          password       %s

        The API is at %s/v1, its description at %s/v1/openapi.json. Get a token:

          curl -s %s/v1/tokens -H 'Content-Type: application/json' \\
            -d '{"username":"admin@acme.test","password":"%s"}'

        The system administrator is "admin" with the password %s
        """
            .formatted(
                sip.host(),
                sip.port(),
                passwords.phones(),
                api,
                api,
                api,
                passwords.administrator(),
                systemPassword));
    untilStopped().await();
  }

  private static CountDownLatch untilStopped() {
    return new CountDownLatch(1);
  }

  private static String password() {
    return new BigInteger(80, RANDOM).toString(36);
  }

  /**
   * Takes the folder for as long as this process lives, or until the lock is closed, and empties it
   * of an earlier demonstration, and of nothing else.
   */
  private static FileChannel take(Path data) throws IOException {
    Path mark = data.resolve(MARK);
    if (Files.exists(data) && !Files.exists(mark)) {
      try (var inside = Files.list(data)) {
        if (inside.findAny().isPresent()) {
          throw new DemoException(
              data + " is not empty and not an earlier demonstration's; name another with --data");
        }
      }
    }
    Files.createDirectories(data);
    var lock = FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock.tryLock() == null) {
      lock.close();
      throw new DemoException(
          "a demonstration is running in %s; end it first, or name another folder with --data"
              .formatted(data));
    }
    try (var all = Files.walk(data)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(data) && !path.equals(mark)) {
          Files.delete(path);
        }
      }
    }
    return lock;
  }
}
