package io.tandem.store.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tandem.store.TestCassandra;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedCassandraIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;

  @Test
  void saysWhyAStartFailed(@TempDir Path noJars) {
    var settings = EmbeddedCassandraSettings.of(folder, noJars);
    try (var cassandra = EmbeddedCassandra.open(settings, EmbeddedCassandra.Listener.SILENT)) {
      assertThatThrownBy(() -> started(cassandra))
          .hasCauseInstanceOf(EmbeddedCassandraException.class)
          .hasMessageContaining("ended while starting")
          .hasMessageContaining("CassandraChild");
    }
  }

  @Test
  void refusesAFolderThatAnotherNodeUses() {
    try (var first = EmbeddedCassandra.open(settings(), EmbeddedCassandra.Listener.SILENT)) {
      assertThat(first.localDatacenter()).isEqualTo("datacenter1");
      assertThatThrownBy(
              () -> EmbeddedCassandra.open(settings(), EmbeddedCassandra.Listener.SILENT))
          .isInstanceOf(EmbeddedCassandraException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("in use by another node");
    }
  }

  /** In one, for a start takes its time: its node is killed, then it is, then it is told to end. */
  @Test
  void losesNoAcknowledgedWriteHoweverItEnds() throws Exception {
    Process node = startNodeProcess();
    ProcessHandle child = ProcessHandle.of(pidOfItsCassandra(node)).orElseThrow();
    node.destroyForcibly().waitFor();

    var listener = new Recorder();
    try (var successor = EmbeddedCassandra.open(settings(), listener)) {
      InetSocketAddress address = started(successor);
      assertThat(read(address)).containsExactly("written by the killed node");
      await().atMost(PATIENCE).until(() -> !child.isAlive());
      assertThat(listener.progress).isNotEmpty();

      write(address, "acknowledged");
      successor.kill();
      assertThat(listener.died.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .contains("Starting listening for CQL clients");
      assertThat(started(successor)).isEqualTo(address);
      assertThat(read(address))
          .containsExactlyInAnyOrder("written by the killed node", "acknowledged");

      successor.stop().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(listener.deaths).as("an end that was asked for is no death").hasValue(1);
    }
  }

  /** The process that gets killed: starts a database, writes to it, says its id and waits. */
  static final class Node {
    private Node() {}

    public static void main(String[] args) throws Exception {
      var settings = EmbeddedCassandraSettings.of(Path.of(args[0]), TestCassandra.lib());
      var cassandra = EmbeddedCassandra.open(settings, EmbeddedCassandra.Listener.SILENT);
      write(started(cassandra), "written by the killed node");
      System.out.println("pid=" + cassandra.pid());
      System.in.read();
    }
  }

  private Process startNodeProcess() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dtandem.cassandra.lib=" + TestCassandra.lib(),
            "-cp",
            System.getProperty("java.class.path"),
            Node.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static long pidOfItsCassandra(Process node) throws IOException {
    try (var out =
        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.startsWith("pid=")) {
        line = out.readLine();
      }
      assertThat(line).as("the node's output").isNotNull();
      return Long.parseLong(line.substring("pid=".length()));
    }
  }

  private EmbeddedCassandraSettings settings() {
    return EmbeddedCassandraSettings.of(folder, TestCassandra.lib());
  }

  private static InetSocketAddress started(EmbeddedCassandra cassandra) throws Exception {
    return cassandra.start().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static void write(InetSocketAddress address, String text) {
    try (var session = TestCassandra.openSession(address)) {
      session.execute(
          "CREATE KEYSPACE IF NOT EXISTS k WITH replication ="
              + " {'class': 'SimpleStrategy', 'replication_factor': 1}");
      session.execute("CREATE TABLE IF NOT EXISTS k.t (id text PRIMARY KEY)");
      session.execute("INSERT INTO k.t (id) VALUES (?)", text);
    }
  }

  private static List<String> read(InetSocketAddress address) {
    try (var session = TestCassandra.openSession(address)) {
      var texts = new ArrayList<String>();
      session.execute("SELECT id FROM k.t").forEach(row -> texts.add(row.getString("id")));
      return texts;
    }
  }

  private static final class Recorder implements EmbeddedCassandra.Listener {
    final List<String> progress = new CopyOnWriteArrayList<>();
    final CompletableFuture<String> died = new CompletableFuture<>();
    final AtomicInteger deaths = new AtomicInteger();

    @Override
    public void progress(String line) {
      progress.add(line);
    }

    @Override
    public void died(int exitCode, String logTail) {
      deaths.incrementAndGet();
      died.complete(logTail);
    }
  }
}
