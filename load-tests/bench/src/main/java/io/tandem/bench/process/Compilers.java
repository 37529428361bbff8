package io.tandem.bench.process;

import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

  private final Path threads;
  private final Map<Path, Long> ticks = new HashMap<>();

  private Compilers(Path threads) {
    this.threads = threads;
  }

  /** Those of a process; it need be no JVM, and then has none. */
  public static Compilers of(long pid) {
    return new Compilers(PROCESSES.resolve(Long.toString(pid)).resolve("task"));
  }

  /** The processor time seen so far; that of compilers that ended since is in it. */
  public Duration used() {
    try (var living = Files.newDirectoryStream(threads)) {
      for (Path thread : living) {
        note(thread);
      }
    } catch (IOException e) {
      throw new HarnessException("cannot tell what compiles in " + threads, e);
    }
    long sum = ticks.values().stream().mapToLong(Long::longValue).sum();
    return Duration.ofMillis(sum * TICK_MILLIS);
  }

  private void note(Path thread) throws IOException {
    try {
      ticks.merge(thread, ticks(Files.readString(thread.resolve("stat"))), Math::max);
    } catch (NoSuchFileException e) {
      // It ended meanwhile, and was noted before.
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
