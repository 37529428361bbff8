package io.tandem.node.cluster;

import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two hosts, each a network namespace of Linux, with a cable from each to this host and one between
 * them, which can be cut. They are gone with the JVM.
 *
 * <pre>
 *          here: phones, database
 *             .1          .1
 *              |           |
 *             .2          .3
 *            one .4 --- .5 two
 * </pre>
 */
final class TwoHosts {
  private static final Logger LOG = LoggerFactory.getLogger(TwoHosts.class);

  /** For the measuring of networks (RFC 2544), so that nobody else is there. */
  private static final String NETWORK = "198.%d.%d.%d";

  private static final int BLOCK = 8;
  private static final int BLOCKS = 2 * 65536 / BLOCK;
  private static final String CABLE_HERE = "here";
  private static final String CABLE_BETWEEN = "between";

  private final int number = (int) (ProcessHandle.current().pid() % BLOCKS);
  private final String one = "tandem-" + number + "-1";
  private final String two = "tandem-" + number + "-2";

  private TwoHosts() {}

  /** Makes them; empty where namespaces cannot be made: that takes root and iproute2. */
  static Optional<TwoHosts> tryToMake() {
    var hosts = new TwoHosts();
    try {
      hosts.make(hosts.one);
      hosts.make(hosts.two);
      hosts.layCables();
      return Optional.of(hosts);
    } catch (HarnessException e) {
      LOG.warn("No hosts of their own for two nodes: {}", e.getMessage());
      return Optional.empty();
    }
  }

  /** Without a namespace its ends of the cables, and so the cables, are gone. */
  private void make(String host) {
    run("ip netns add %s", host);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> run("ip netns delete %s", host)));
  }

  private void layCables() {
    layCableHere(one, 2);
    layCableHere(two, 3);
    run(
        "ip -n %s link add %s type veth peer name %s netns %s",
        one, CABLE_BETWEEN, CABLE_BETWEEN, two);
    connect(one, CABLE_BETWEEN, 4, 5);
    connect(two, CABLE_BETWEEN, 5, 4);
  }

  private void layCableHere(String host, int address) {
    run("ip -n %s link set lo up", host);
    run("ip link add %s type veth peer name %s netns %s", host, CABLE_HERE, host);
    connect(host, CABLE_HERE, address, 1);
    run("ip address add %s peer %s dev %s", address(1), address(address), host);
    run("ip link set %s up", host);
  }

  private void connect(String host, String cable, int own, int peer) {
    run("ip -n %s address add %s peer %s dev %s", host, address(own), address(peer), cable);
    run("ip -n %s link set %s up", host, cable);
  }

  private String address(int last) {
    int all = number * BLOCK + last;
    return NETWORK.formatted(18 + (all >> 16), all >> 8 & 0xff, all & 0xff);
  }

  /** This host as both of them reach it. */
  String here() {
    return address(1);
  }

  /** Both, for a node each. */
  List<Host> hosts() {
    return List.of(host(one, 2, 4), host(two, 3, 5));
  }

  private Host host(String name, int address, int clusterAddress) {
    return new Host(
        address(address),
        address(clusterAddress),
        here(),
        Host.SIP,
        Host.HTTP,
        Host.CLUSTER,
        List.of("ip", "netns", "exec", name));
  }

  /** They do not reach each other any more; both still reach this host. */
  void cut() {
    run("ip -n %s link set %s down", one, CABLE_BETWEEN);
  }

  /** They reach each other again. */
  void mend() {
    run("ip -n %s link set %s up", one, CABLE_BETWEEN);
  }

  private static void run(String format, Object... arguments) {
    String command = format.formatted(arguments);
    try {
      var process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new HarnessException(command + ": " + output);
      }
    } catch (IOException e) {
      throw new HarnessException(command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("interrupted", e);
    }
  }
}
