package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.tandem.settings.SettingsReader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSettingsTest {
  private static final Config DEFAULTS = ConfigFactory.defaultReference();

  @Test
  void everyKeyOfTheReferenceFilesIsRead() {
    Set<String> asked = new TreeSet<>(asked(""));
    asked.addAll(asked("tandem.media { bind = 127.0.0.1, bind-other-family = \"::1\" }"));

    assertThat(asked)
        .containsAll(UnknownKeys.keys("tandem", DEFAULTS.root().get("tandem")))
        .contains("tandem.cdr.spool.max-size", "tandem.edge.nonce-lifetime");
  }

  @Test
  void aSlipOfThePenIsAnsweredWithTheNearestKey() {
    Config file =
        ConfigFactory.parseString(
            """
            tandem.sip.bnid = "127.0.0.1:5060"
            tandem.sip.listeners = [ { transport = udp, bind = "127.0.0.1:5060", advertize = x } ]
            tandem.cdr.spool.batch = 10
            tandm.node.name = one
            pekko.loglevel = DEBUG
            """);

    var reader = SettingsReader.of(file.withFallback(DEFAULTS), "tandem");
    NodeSettings.read(reader);

    assertThat(new UnknownKeys(reader.asked()).warnings(file))
        .containsExactlyInAnyOrder(
            "tandem.sip.bnid is no setting and is ignored; the nearest that exists is"
                + " tandem.sip.bind",
            "tandem.sip.listeners.0.advertize is no setting and is ignored; the nearest that exists"
                + " is tandem.sip.listeners.0.advertise",
            "tandm is no setting and is ignored; the nearest that exists is tandem");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tandem.node.name = "Node 1"               | tandem.node.name = "Node 1" is wrong: expected a node name
          tandem.node.drain = 5 parsecs             | tandem.node.drain = "5 parsecs" is wrong: expected a duration
          tandem.media.ports = "20000-20010"        | tandem.media.ports = "20000-20010" is wrong: expected first-last
          tandem.media.bind = 192.0.2.77            | tandem.media.bind = "192.0.2.77" is wrong: expected an address of this host; it has
          tandem.media.refuse-networks = ["10/8"]   | tandem.media.refuse-networks = ["10/8"] is wrong: expected networks
          tandem.sip.bind = "192.0.2.77:5060"       | tandem.sip.bind = "192.0.2.77:5060" is wrong: expected an address of this host; it has
          tandem.sip.bind = "5060"                  | tandem.sip.bind = 5060 is wrong: expected host:port
          tandem.sip.t2 = 100 ms                    | tandem.sip.t2 = "100 ms" is wrong: expected a duration not shorter than t1
          tandem.cluster.seeds = "192.0.2.1:7355"   | tandem.cassandra.contact-points = "" is wrong: expected the Cassandra of the cluster
          tandem.cassandra.contact-points = "a,b"   | tandem.cassandra.contact-points = a is wrong: expected host:port
          tandem.cassandra.embedded.heap = 1 MiB    | tandem.cassandra.embedded.heap = "1 MiB" is wrong: expected a size
          tandem.cdr.spool.max-size = 1 kB          | tandem.cdr.spool.max-size = "1 kB" is wrong: expected a size
          tandem.cdr.spool.last-retry = 1 ms        | tandem.cdr.spool.last-retry = "1 ms" is wrong: expected a duration not shorter
          tandem.edge.nonce-lifetime = 0            | tandem.edge.nonce-lifetime = 0 is wrong: expected a duration
          tandem.admin.username = "Admin!"          | tandem.admin.username = "Admin!" is wrong: expected 1 to 64
          """)
  void whatIsWrongIsNamedWithWhatWouldBeRight(String line, String message) {
    assertThatThrownBy(() -> read(line)).hasMessageStartingWith(message);
  }

  @Test
  void anErrorDoesNotShowThePassword() {
    assertThatThrownBy(() -> read("tandem.admin.password = secret7"))
        .hasMessage(
            "tandem.admin.password = (not shown) is wrong: expected empty or 10 to 200 characters")
        .hasMessageNotContaining("secret7");
  }

  @Test
  void theEnvironmentOverridesTheFile() {
    Config environment =
        ConfigFactory.parseResources("environment.conf")
            .resolveWith(ConfigFactory.parseMap(ENVIRONMENT));
    Config file = ConfigFactory.parseString("tandem.node.name = from-the-file");

    NodeSettings settings =
        NodeSettings.read(environment.withFallback(file).withFallback(DEFAULTS).resolve());

    assertThat(settings.node().value()).isEqualTo("from-the-environment");
    assertThat(settings.data()).hasToString("/var/lib/tandem");
    assertThat(settings.drain()).hasSeconds(7);
    assertThat(settings.cluster().bind()).hasToString("/127.0.0.1:1");
    assertThat(settings.cluster().advertise()).hasToString("192.0.2.1:2");
    assertThat(settings.cluster().seeds())
        .extracting(Object::toString)
        .containsExactly("192.0.2.1:3", "192.0.2.2:4");
    var database = settings.database();
    assertThat(database.contactPoints())
        .extracting(Object::toString)
        .containsExactly("192.0.2.3:5", "[2001:db8::1]:6");
    assertThat(List.of(database.datacenter(), database.keyspace())).containsExactly("dc", "ks");
    assertThat(database.username()).contains("cass");
    assertThat(database.password()).contains("pass");
    assertThat(database.embeddedLib()).get().hasToString("/lib");
    assertThat(database.embeddedJavaHome()).get().hasToString("/jdk");
    assertThat(database.embeddedHeap()).isEqualTo(300 << 20);
    assertThat(settings.sip().stack().transport().listeners())
        .hasSize(2)
        .allSatisfy(
            listener -> {
              assertThat(listener.bind()).hasToString("/127.0.0.1:7");
              assertThat(listener.advertise()).hasToString("sip.example.com:8");
            });
    assertThat(settings.media().ipv4().bind()).hasToString("/127.0.0.1");
    assertThat(settings.media().ipv4().advertise()).hasToString("/192.0.2.9");
    assertThat(settings.media().firstPort()).isEqualTo(30_000);
    assertThat(settings.api().bind()).hasToString("/127.0.0.1:9");
    assertThat(settings.api().trustedProxies())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder("/192.0.2.5", "/192.0.2.6");
    assertThat(settings.administrator()).isEqualTo("root");
    assertThat(settings.administratorPassword()).contains("0123456789");
  }

  @Test
  void everyVariableIsInTheTestAboveAndInTheUsage() {
    var variables = new TreeSet<String>();
    ConfigFactory.parseResources("environment.conf")
        .root()
        .render()
        .lines()
        .forEach(
            line -> {
              var found = Pattern.compile("\\$\\{\\?(\\w+)}").matcher(line);
              while (found.find()) {
                variables.add(found.group(1));
              }
            });

    assertThat(variables).containsExactlyInAnyOrderElementsOf(ENVIRONMENT.keySet());
    assertThat(CommandLine.USAGE).contains(variables);
  }

  private static final Map<String, String> ENVIRONMENT =
      Map.ofEntries(
          Map.entry("TANDEM_NODE_NAME", "from-the-environment"),
          Map.entry("TANDEM_DATA", "/var/lib/tandem"),
          Map.entry("TANDEM_DRAIN", "7 s"),
          Map.entry("TANDEM_CLUSTER_BIND", "127.0.0.1:1"),
          Map.entry("TANDEM_CLUSTER_ADVERTISE", "192.0.2.1:2"),
          Map.entry("TANDEM_SEEDS", "192.0.2.1:3, 192.0.2.2:4"),
          Map.entry("TANDEM_CASSANDRA", "192.0.2.3:5,[2001:db8::1]:6"),
          Map.entry("TANDEM_CASSANDRA_DATACENTER", "dc"),
          Map.entry("TANDEM_CASSANDRA_KEYSPACE", "ks"),
          Map.entry("TANDEM_CASSANDRA_USERNAME", "cass"),
          Map.entry("TANDEM_CASSANDRA_PASSWORD", "pass"),
          Map.entry("TANDEM_CASSANDRA_LIB", "/lib"),
          Map.entry("TANDEM_CASSANDRA_JAVA_HOME", "/jdk"),
          Map.entry("TANDEM_CASSANDRA_HEAP", "300 MiB"),
          Map.entry("TANDEM_SIP_BIND", "127.0.0.1:7"),
          Map.entry("TANDEM_SIP_ADVERTISE", "sip.example.com:8"),
          Map.entry("TANDEM_MEDIA_BIND", "127.0.0.1"),
          Map.entry("TANDEM_MEDIA_ADVERTISE", "192.0.2.9"),
          Map.entry("TANDEM_MEDIA_PORTS", "30000-30999"),
          Map.entry("TANDEM_HTTP_BIND", "127.0.0.1:9"),
          Map.entry("TANDEM_HTTP_TRUSTED_PROXIES", "192.0.2.5, 192.0.2.6"),
          Map.entry("TANDEM_ADMIN_USERNAME", "root"),
          Map.entry("TANDEM_ADMIN_PASSWORD", "0123456789"));

  private static Set<String> asked(String file) {
    var reader =
        SettingsReader.of(ConfigFactory.parseString(file).withFallback(DEFAULTS), "tandem");
    NodeSettings.read(reader);
    return reader.asked();
  }

  private static NodeSettings read(String file) {
    return NodeSettings.read(ConfigFactory.parseString(file).withFallback(DEFAULTS));
  }
}
