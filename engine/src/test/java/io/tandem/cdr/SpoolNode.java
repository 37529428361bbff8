package io.tandem.cdr;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.TenantId;
import io.tandem.store.CassandraStore;
import io.tandem.store.TestCassandra;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that appends records to a spool, for tests that kill it or take its disk away. */
final class SpoolNode {
  private static final String RESULT = "result: ";

  private SpoolNode() {}

  /** Starts the process under a shell that runs {@code limits} first. */
  static Process start(String limits, String... arguments) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command = new ArrayList<>(List.of("sh", "-c", limits + " exec \"$@\"", "sh"));
    // The JVM maps a file of its own unless told not to, which a file size limit would break.
    command.addAll(List.of(java, "-XX:-UsePerfData", "-cp"));
    command.addAll(List.of(System.getProperty("java.class.path"), SpoolNode.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Waits for the line in which the process says how it went. */
  static String result(Process node) throws IOException {
    var out =
        new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.startsWith(RESULT)) {
      line = out.readLine();
    }
    return line == null ? "" : line.substring(RESULT.length());
  }

  /**
   * Appends 100 records of a tenant.
   *
   * @param args mode, folder, tenant and, to deliver, the port and keyspace of the database
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    List<CallRecord> records = CallRecords.answered(new TenantId(args[2]), 100);
    if (args[0].equals("keep")) {
      keep(folder, records);
    } else {
      deliver(folder, records, Integer.parseInt(args[3]), args[4]);
    }
  }

  /** Has a database that never answers; says when all records are on disk and waits. */
  private static void keep(Path folder, List<CallRecord> records) throws IOException {
    CdrSpool spool =
        CdrSpool.open(
            CdrSpoolSettings.of(folder),
            batch -> new CompletableFuture<>(),
            Clock.systemUTC(),
            new SimpleMeterRegistry());
    records.forEach(spool::append);
    await().until(() -> recordsOnDisk(folder) == records.size());
    System.out.println(RESULT + "on disk");
    System.in.read();
  }

  private static int recordsOnDisk(Path folder) throws IOException {
    int count = 0;
    for (Path file : spoolFiles(folder)) {
      count += SpoolFrames.read(file).records().size();
    }
    return count;
  }

  private static List<Path> spoolFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(CdrSpool.SUFFIX)).toList();
    }
  }

  private static void deliver(Path folder, List<CallRecord> records, int port, String keyspace)
      throws Exception {
    var meters = new SimpleMeterRegistry();
    CassandraStore store =
        TestCassandra.openStore(
            new InetSocketAddress("127.0.0.1", port), keyspace, Clock.systemUTC());
    var writer =
        new CassandraCdrWriter(
            store, tenant -> CompletableFuture.completedFuture(Optional.of(Duration.ZERO)));
    try (CdrSpool spool =
        CdrSpool.open(CdrSpoolSettings.of(folder), writer, Clock.systemUTC(), meters)) {
      records.forEach(spool::append);
      boolean flushed =
          spool.flush(Duration.ofMinutes(1)).toCompletableFuture().get(2, TimeUnit.MINUTES);
      double lost = meters.counter("tandem.cdr.lost").count();
      boolean diskFailed = meters.counter("tandem.cdr.disk.failures").count() > 0;
      System.out.println(
          RESULT + "flushed " + flushed + ", lost " + lost + ", disk failed " + diskFailed);
    }
    System.exit(0);
  }
}
