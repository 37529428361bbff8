package io.tandem.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tandem.call.CallEntity;
import io.tandem.harness.ApiClient;
import io.tandem.harness.FreePorts;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.id.TenantId;
import io.tandem.media.MediaUsage;
import io.tandem.phone.PhoneProcess;
import io.tandem.sip.transport.Transport;
import io.tandem.store.TestCassandra;
import io.tandem.tenant.Origin;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A whole node in the tests' JVM, over the shared real database, with sockets of its own on any
 * free ports; and a process of test phones. Messages between its actors are serialised as if they
 * crossed nodes. One for all test classes: see {@link #shared}; they keep apart by tenant.
 */
public final class TestNode implements AutoCloseable {
  private static final String ADMINISTRATOR = "admin";
  private static final String PASSWORD = "correct horse battery";
  private static final int MEDIA_PORTS = 1200;

  private static TestNode shared;

  private final Node node;
  private final Path folder;
  private final int mediaPort;
  private final PhoneProcess phones;
  private final ApiClient api;

  private TestNode(Node node, Path folder, int mediaPort) {
    this.node = node;
    this.folder = folder;
    this.mediaPort = mediaPort;
    this.phones = startPhones();
    this.api = ApiClient.signIn(apiUri(), ADMINISTRATOR, PASSWORD);
  }

  /** The node of this JVM, started at its first use. Whoever ends the tests closes it. */
  public static synchronized TestNode shared() {
    if (shared == null) {
      shared = start("");
    }
    return shared;
  }

  /** Ends the shared node, if there is one. */
  public static synchronized void closeShared() {
    if (shared != null) {
      shared.close();
      shared = null;
    }
  }

  /**
   * Starts a node.
   *
   * @param settings HOCON over test-node.conf
   */
  public static TestNode start(String settings) {
    try {
      Path folder = Files.createTempDirectory("tandem-test-node");
      Config config =
          ConfigFactory.load(
              ConfigFactory.parseString(settings)
                  .withFallback(ConfigFactory.parseString(surroundings(folder)))
                  .withFallback(ConfigFactory.parseResources("test-node.conf")));
      NodeSettings read = NodeSettings.read(config);
      return new TestNode(Node.start(read, config), folder, read.media().firstPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String surroundings(Path folder) {
    InetSocketAddress database = TestCassandra.shared().contactPoint();
    int first = new FreePorts(InetAddress.getLoopbackAddress()).row(MEDIA_PORTS);
    return """
        tandem.node.data = "%s"
        tandem.cassandra.contact-points = "%s:%d"
        tandem.cassandra.keyspace = "%s"
        tandem.media.ports = "%d-%d"
        """
        .formatted(
            folder,
            database.getHostString(),
            database.getPort(),
            TestCassandra.newKeyspace(),
            first,
            first + MEDIA_PORTS - 1);
  }

  /** The phones' process speaks on its standard output, where our log must not go. */
  private static PhoneProcess startPhones() {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.matches(".*(phone|jain-sip|jackson|slf4j-api).*"))
            .collect(Collectors.joining(File.pathSeparator));
    return PhoneProcess.start(
        classPath, ProcessBuilder.Redirect.appendTo(new File("target/phones.log")));
  }

  /** Where it listens. */
  public InetSocketAddress sip(Transport transport) {
    return listener(transport, false);
  }

  /** Where it listens on IPv6. */
  public InetSocketAddress sip6(Transport transport) {
    return listener(transport, true);
  }

  private InetSocketAddress listener(Transport transport, boolean six) {
    return node.engine().sip().listeners().stream()
        .filter(l -> l.transport() == transport)
        .map(l -> l.address())
        .filter(address -> address.getAddress() instanceof Inet6Address == six)
        .findFirst()
        .orElseThrow();
  }

  /** Where the API is. */
  public URI apiUri() {
    return URI.create("http://127.0.0.1:" + node.apiPort());
  }

  /** The API, signed in as the system's administrator. */
  public ApiClient api() {
    return api;
  }

  /** The process of the phones. */
  public PhoneProcess phones() {
    return phones;
  }

  /** What of its media is in use. */
  public MediaUsage media() {
    return node.engine().media().usage();
  }

  /** The first port for media, most likely bound. */
  public int mediaPort() {
    return mediaPort;
  }

  /** The calls that live on it. */
  public int liveCalls() {
    return node.engine().tenants().liveCalls().count();
  }

  /** Has a call's entity throw, by a message that nobody sends. */
  public void breakCall(String tenant, String call) {
    node.engine()
        .calls()
        .tell(
            new TenantId(tenant),
            new CallId(call),
            new CallEntity.Requested(LegId.CALLER, 0, null));
  }

  /** Has a tenant's entity throw, by a change that nobody asks for; it never answers. */
  public void breakTenant(String tenant) {
    node.engine()
        .tenants()
        .tenants()
        .change(new TenantId(tenant), null, OptionalLong.empty(), new Origin("nobody", "nowhere"));
  }

  /** The sum of a gauge's or a counter's values over all its tags. */
  public double metric(String name) {
    return node.meters().find(name).meters().stream()
        .flatMap(meter -> Stream.of(meter.measure().iterator().next()))
        .mapToDouble(measurement -> measurement.getValue())
        .sum();
  }

  @Override
  public void close() {
    phones.close();
    node.stop();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
