package io.tandem.node.cluster;

import io.tandem.harness.FreePorts;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where a node of a {@link TestCluster} runs.
 *
 * @param address for SIP, media and the API
 * @param clusterAddress where the other nodes reach it
 * @param phoneAddress where phones are that reach it
 * @param prefix the command that runs a program there; empty for here
 */
record Host(
    String address,
    String clusterAddress,
    String phoneAddress,
    int sipPort,
    int httpPort,
    int clusterPort,
    List<String> prefix) {
  static final int SIP = 5060;
  static final int HTTP = 8080;
  static final int CLUSTER = 7355;

  private static final AtomicInteger ADDRESSES =
      new AtomicInteger((int) (ProcessHandle.current().pid() % 60_000 * 4));

  /** This host at a loopback address of the node's own, so that no port collides. */
  static Host loopback() {
    int number = ADDRESSES.incrementAndGet();
    var address = "127.%d.%d.%d".formatted(1 + (number >> 16), number >> 8 & 0xff, number & 0xff);
    try {
      var ports = new FreePorts(InetAddress.getByName(address));
      return new Host(
          address,
          address,
          "127.0.0.1",
          ports.sip(SIP),
          ports.tcp(HTTP),
          ports.tcp(CLUSTER),
          List.of());
    } catch (UnknownHostException e) {
      throw new UncheckedIOException(e);
    }
  }
}
