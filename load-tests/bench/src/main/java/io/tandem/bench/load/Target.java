package io.tandem.bench.load;

import io.tandem.bench.process.CpuMeter;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * The system under load.
 *
 * @param provisioning makes its subscribers
 * @param sip where it listens for SIP over UDP
 * @param cpu its processor time
 * @param files the folder for the load's own files
 */
public record Target(Provisioning provisioning, InetSocketAddress sip, CpuMeter cpu, Path files) {
  /** The same system, with what {@code other} uses counted as its own. */
  public Target withCpuOf(Target other) {
    return new Target(provisioning, sip, cpu.and(other.cpu), files);
  }

  /** The address that phones use: the system's, as load comes from its host. */
  public String phoneAddress() {
    return sip.getAddress().getHostAddress();
  }
}
