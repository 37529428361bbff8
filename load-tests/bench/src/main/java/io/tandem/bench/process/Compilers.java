package io.tandem.bench.process;

import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The compilers of a JVM of this host. What its code costs before they are done is mostly their
 * work, and that of the code that they have not come to.
 */
public final class Compilers {
  private static final Path PROCESSES = Path.of("/proc");

  /** Linux shows the first 15 characters of a thread's name. */
  private static final List<String> NAMES = List.of("C1 CompilerThre", "C2 CompilerThre");

  /** A tick of what Linux tells to programs (USER_HZ) is 10 ms on all of its platforms. */
  private static final long TICK_MILLIS = 10;

  /** Which fields of {@code stat} follow the name's bracket: utime and stime (proc(5)). */
  private static final int USER = 11;

  private static final int SYSTEM = 12;

  private Compilers() {}

  /** The processor time that they have used so far; zero for a process that has none. */
  public static Duration used(long pid) {
    long ticks = 0;
    try (var threads =
        Files.newDirectoryStream(PROCESSES.resolve(Long.toString(pid)).resolve("task"))) {
      for (Path thread : threads) {
        ticks += ticks(thread);
      }
    } catch (IOException e) {
      throw new HarnessException("cannot tell what the compilers of process " + pid + " use", e);
    }
    return Duration.ofMillis(ticks * TICK_MILLIS);
  }

  private static long ticks(Path thread) throws IOException {
    try {
      return ticks(Files.readString(thread.resolve("stat")));
    } catch (NoSuchFileException e) {
      return 0; // it ended meanwhile
    }
  }

  /** Of a thread's {@code stat}, {@code tid (name) state …}: zero unless it is a compiler's. */
  static long ticks(String stat) {
    int end = stat.lastIndexOf(')');
    if (!NAMES.contains(stat.substring(stat.indexOf('(') + 1, end))) {
      return 0;
    }
    String[] fields = stat.substring(end + 2).split(" ");
    return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
  }
}
