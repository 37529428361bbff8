package io.tandem.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One run against the parsers in this process and a running node. By the seed alone every message
 * is made again.
 */
public final class Fuzz {
  private static final int STREAM_EVERY = 50;
  private static final int PROVEN_EVERY = 7;
  private static final int MESSAGES_A_STREAM = 4;
  private static final int PAUSE_EVERY = 32;
  private static final int MOST_FINDINGS = 20;
  private static final long LOOK_NANOS = 1_000_000_000L;
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  private final Mutator mutator;
  private final ParserTarget parsers = new ParserTarget();
  private final Node node;
  private final Consumer<String> progress;
  private final List<Finding> findings = new ArrayList<>();
  private final long seed;

  /**
   * A node to be fuzzed. Its tenant {@value Corpus#DOMAIN} has the extension {@value
   * Corpus#EXTENSION}.
   *
   * @param password of the extension
   * @param metrics reads its page for Prometheus
   */
  public record Node(
      InetSocketAddress udp, InetSocketAddress tcp, String password, Supplier<String> metrics) {}

  /**
   * What a run has shown.
   *
   * @param findings what must not be, for humans; empty when all is well
   * @param heap how much of its heap the node used, for humans
   */
  public record Report(long seed, long messages, List<String> findings, String heap) {}

  /**
   * @param progress hears a line now and then
   */
  public Fuzz(long seed, Node node, Consumer<String> progress) {
    this.seed = seed;
    this.node = node;
    this.progress = progress;
    this.mutator = new Mutator(new Corpus().messages(), seed);
  }

  /** Fuzzes for {@code time}, and ends early when too much is wrong. */
  public Report run(Duration time) throws IOException {
    warmUp();
    var watch = new NodeWatch(node.metrics());
    long number = 0;
    try (var target = new NodeTarget(node.udp(), node.tcp(), new Credentials(node.password()))) {
      long end = System.nanoTime() + time.toNanos();
      long look = System.nanoTime() + LOOK_NANOS;
      while (System.nanoTime() < end && findings.size() < MOST_FINDINGS) {
        one(target, number++);
        if (System.nanoTime() > look) {
          found(number, watch.look(), new byte[0]);
          look = System.nanoTime() + LOOK_NANOS;
          progress.accept("%,d messages, %d findings".formatted(number, findings.size()));
        }
      }
      found(number, watch.look(), new byte[0]);
      found(number, watch.memory(), new byte[0]);
      found(number, target.answers() ? null : "the node does not answer any more", new byte[0]);
    }
    var texts = findings.stream().map(f -> "message %d: %s".formatted(f.number(), f.what()));
    return new Report(seed, number, texts.toList(), watch.heap());
  }

  /** What was found, with the messages. */
  List<Finding> findings() {
    return findings;
  }

  /** The first of a program's messages cost it the compiler's time, too. */
  private void warmUp() {
    long end = System.nanoTime() + WARM_UP.toNanos();
    for (long number = 0; System.nanoTime() < end; number++) {
      parsers.read(mutator.message(number));
    }
  }

  private void one(NodeTarget target, long number) throws IOException {
    byte[] message = mutator.message(number);
    found(number, parsers.read(message), message);
    byte[] before = target.before(number);
    found(number, target.datagram(number, message), before);
    if (number % PROVEN_EVERY == 0) {
      target.proven(message);
    }
    if (number % STREAM_EVERY == 0) {
      var stream = new ByteArrayOutputStream();
      for (int i = 0; i < MESSAGES_A_STREAM; i++) {
        stream.writeBytes(mutator.message(number + i));
      }
      byte[] bytes = stream.toByteArray();
      found(number, target.stream(bytes, mutator.random(number)), bytes);
    }
    if (number % PAUSE_EVERY == 0) {
      pause(); // what the node's sockets cannot hold, it never reads
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void found(long number, String what, byte[] message) {
    if (what != null) {
      findings.add(new Finding(number, what, message));
      progress.accept("FOUND at message %d: %s".formatted(number, what));
    }
  }
}
