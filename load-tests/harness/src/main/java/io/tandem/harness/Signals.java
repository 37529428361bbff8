package io.tandem.harness;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;

/** Sends the signals that the Java library has no call for. */
public final class Signals {
  private Signals() {}

  /**
   * Sends a signal.
   *
   * @param name such as {@code STOP} or {@code CONT}
   * @throws HarnessException when there is no such process
   */
  public static void send(String name, long pid) {
    try {
      int status =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start()
              .waitFor();
      if (status != 0) {
        throw new HarnessException("SIG" + name + " does not reach process " + pid);
      }
    } catch (IOException e) {
      throw new HarnessException("SIG" + name + " cannot be sent", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HarnessException("interrupted", e);
    }
  }
}
