package io.tandem.media;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How many calls with one stream a node can hold: each takes two port pairs, that is four sockets.
 *
 * @param byPorts by the configured range
 * @param byDescriptors by the process's limit of open files; {@code Integer.MAX_VALUE} where it has
 *     none
 */
public record MediaCapacity(int byPorts, int byDescriptors) {
  private static final int PAIRS_OF_A_CALL = 2;
  private static final int SOCKETS_OF_A_CALL = 4;

  /** Kept for signalling, the database, files and the JVM itself. */
  private static final long OTHER_DESCRIPTORS = 1_000;

  /** What fits with these settings in this process. */
  public static MediaCapacity of(MediaSettings settings) {
    return of(settings, descriptorLimit());
  }

  static MediaCapacity of(MediaSettings settings, long descriptorLimit) {
    long sockets = Math.max(0, descriptorLimit - OTHER_DESCRIPTORS);
    return new MediaCapacity(
        settings.pairs() / PAIRS_OF_A_CALL,
        (int) Math.min(Integer.MAX_VALUE, sockets / SOCKETS_OF_A_CALL));
  }

  /** What fits. */
  public int calls() {
    return Math.min(byPorts, byDescriptors);
  }

  /** Whether the limit of open files is what stops calls before the ports run out. */
  public boolean isShortOfDescriptors() {
    return byDescriptors < byPorts;
  }

  private static long descriptorLimit() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }
}
