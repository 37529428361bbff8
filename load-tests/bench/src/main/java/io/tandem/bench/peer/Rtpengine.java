package io.tandem.bench.peer;

import io.tandem.bench.process.CpuMeter;
import io.tandem.harness.FreePorts;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * rtpengine from the distribution's packages, in userspace: without its kernel module, which would
 * relay without the process. Ports are given up at once when a call ends.
 *
 * @param control where Kamailio reaches it
 * @param version as it says itself
 */
record Rtpengine(Program program, String control, String version) implements AutoCloseable {
  private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

  /** One thread, as it gets one core. */
  private static final String THREADS = "1";

  /**
   * Starts it.
   *
   * @param cpus its cores; empty for any
   * @param mediaPorts first and last
   */
  static Rtpengine start(Path folder, String cpus, String mediaPorts) {
    String control = ADDRESS.getHostAddress() + ":" + new FreePorts(ADDRESS).anySip();
    String[] ports = mediaPorts.split("-");
    var command =
        List.of(
            "rtpengine",
            "--config-file=none",
            "--table=-1",
            "--foreground",
            "--log-stderr",
            "--log-level=3",
            "--num-threads=" + THREADS,
            "--delete-delay=0",
            "--interface=" + ADDRESS.getHostAddress(),
            "--listen-ng=" + control,
            "--port-min=" + ports[0],
            "--port-max=" + ports[1]);
    var program = Program.start(command, cpus, folder.resolve("rtpengine.log"));
    String version = Program.version("rtpengine", "--version", "Version: ([0-9.]+)");
    return new Rtpengine(program, control, version);
  }

  CpuMeter cpu() {
    return CpuMeter.ofTree(program.handle());
  }

  @Override
  public void close() {
    program.close();
  }
}
