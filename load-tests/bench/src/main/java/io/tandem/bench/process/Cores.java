package io.tandem.bench.process;

import io.tandem.harness.HarnessException;
import java.io.IOException;
import java.util.List;

/** Keeps processes to some of the host's cores, by {@code taskset} (util-linux). */
public final class Cores {
  private Cores() {}

  /** The command that starts another one on {@code cpus}, a list such as {@code 0,2-3}. */
  public static List<String> command(String cpus) {
    return cpus.isEmpty() ? List.of() : List.of("taskset", "-c", cpus);
  }

  /** Moves this process, with what it starts from now on, to {@code cpus}. */
  public static void moveSelf(String cpus) {
    move(ProcessHandle.current(), cpus);
  }

  /** Moves a process with all its threads to {@code cpus}; nothing happens when that is empty. */
  public static void move(ProcessHandle process, String cpus) {
    if (cpus.isEmpty()) {
      return;
    }
    try {
      int status =
          new ProcessBuilder("taskset", "-acp", cpus, Long.toString(process.pid()))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (status != 0) {
        throw new HarnessException("this host has no cores " + cpus);
      }
    } catch (IOException e) {
      throw new HarnessException("taskset (util-linux) is needed to choose cores", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("interrupted", e);
    }
  }
}
