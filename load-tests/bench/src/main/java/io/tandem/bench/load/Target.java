package io.tandem.bench.load;

import io.tandem.bench.process.CpuMeter;
import io.tandem.harness.ApiClient;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * The node under load.
 *
 * @param api signed in as system administrator
 * @param sip where it listens for SIP over UDP
 * @param cpu its processor time
 * @param files the folder for the load's own files
 * @param disposable whether the node ends with the load, so that nothing has to be removed from it
 */
public record Target(
    ApiClient api, InetSocketAddress sip, CpuMeter cpu, Path files, boolean disposable) {
  /** The same node, with what {@code other} uses counted as its own. */
  public Target withCpuOf(Target other) {
    return new Target(api, sip, cpu.and(other.cpu), files, disposable);
  }

  /** The address that phones use: the node's, as load comes from its host. */
  public String phoneAddress() {
    return sip.getAddress().getHostAddress();
  }
}
