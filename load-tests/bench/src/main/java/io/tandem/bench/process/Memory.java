package io.tandem.bench.process;

import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM of this host holds, after two full collections.
 *
 * @param residentKb the process's resident memory
 * @param heapKb the part of the heap that is in use
 */
public record Memory(long residentKb, long heapKb) {
  static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  static final Pattern HEAP = Pattern.compile("heap\\s+total \\d+K, used (\\d+)K");

  /**
   * Collects twice and looks.
   *
   * @throws HarnessException when there is no such JVM or this JVM's JDK has no {@code jcmd}
   */
  public static Memory settled(long pid) {
    jcmd(pid, "GC.run");
    jcmd(pid, "GC.run");
    String heap = jcmd(pid, "GC.heap_info");
    try {
      String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
      return new Memory(first(RESIDENT, status), first(HEAP, heap));
    } catch (IOException e) {
      throw new HarnessException("there is no process " + pid, e);
    }
  }

  /** This less what it was before. */
  public Memory minus(Memory before) {
    return new Memory(residentKb - before.residentKb, heapKb - before.heapKb);
  }

  static long first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new HarnessException("expected " + pattern + " in: " + text);
    }
    return Long.parseLong(matcher.group(1));
  }

  private static String jcmd(long pid, String command) {
    var program = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      var process =
          new ProcessBuilder(List.of(program, Long.toString(pid), command))
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new HarnessException("jcmd " + command + " failed: " + output);
      }
      return output;
    } catch (IOException e) {
      throw new HarnessException("jcmd is needed, which comes with a JDK", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("interrupted", e);
    }
  }
}
