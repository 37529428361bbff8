package io.tandem.demo;

import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Tells the audience what happens, as it happens, with the time it took. */
final class Stage {
  private final PrintStream out;
  private final long openedAt = System.nanoTime();
  private int failures;

  Stage(PrintStream out) {
    this.out = out;
  }

  /** Runs one step. A failure is shown and counted, and the show goes on. */
  void step(String name, Callable<String> step) {
    long startedAt = System.nanoTime();
    out.printf(Locale.ROOT, "%n%6.1f s  %s%n", seconds(openedAt), name);
    try {
      String result = step.call();
      out.printf(Locale.ROOT, "          ok, %.1f s%s%n", seconds(startedAt), suffix(result));
    } catch (Exception | AssertionError e) {
      failures++;
      out.printf(
          Locale.ROOT, "          FAILED after %.1f s: %s%n", seconds(startedAt), e.getMessage());
    }
  }

  /** Runs a step without which the rest makes no sense. */
  void mustStep(String name, Callable<String> step) {
    int before = failures;
    step(name, step);
    if (failures > before) {
      throw new DemoException("cannot go on without this step: " + name);
    }
  }

  /** Shows a text of several lines, indented. */
  void show(String text) {
    text.lines().forEach(line -> out.println("          " + line));
  }

  /** Shows a text as it is. */
  void say(String text) {
    out.println(text);
  }

  /** How many steps failed. */
  int failures() {
    return failures;
  }

  /** Seconds since the curtain rose. */
  double elapsed() {
    return seconds(openedAt);
  }

  private static String suffix(String result) {
    return result == null || result.isEmpty() ? "" : ": " + result;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
