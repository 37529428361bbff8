package io.tandem.node;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * What memory this JVM may take, in MiB. Class data, compiled code and threads come on top: some
 * {@value #BESIDE} MiB. An embedded database is a process of its own.
 *
 * @param heap for objects
 * @param packets outside of the heap, for what is received and sent
 */
record MemoryBounds(long heap, long packets) {
  static final int BESIDE = 300;

  private static final long MIB = 1 << 20;

  /** Those of this JVM. */
  static MemoryBounds ofThis() {
    long heap = Runtime.getRuntime().maxMemory() / MIB;
    var options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long direct = Long.parseLong(options.getVMOption("MaxDirectMemorySize").getValue()) / MIB;
    return new MemoryBounds(heap, direct == 0 ? heap : direct); // as much as the heap unless told
  }

  @Override
  public String toString() {
    return "memory: up to %d MiB for objects, %d MiB for packets, and some %d MiB beside them"
        .formatted(heap, packets, BESIDE);
  }
}
