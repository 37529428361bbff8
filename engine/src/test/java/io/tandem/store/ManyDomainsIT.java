package io.tandem.store;

import static io.tandem.store.TestCassandra.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** All domains are read every minute by every node: that has to stay cheap. */
class ManyDomainsIT {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Pattern READ = Pattern.compile("Read (\\d+) live rows and (\\d+) tombstone");
  private static final int MANY = 50_000;
  private static final int ATTEMPTS = 5;
  private static final int AT_ONCE = 32;

  private static final String KEYSPACE = TestCassandra.newKeyspace();
  private static CassandraStore store;
  private static CqlSession session;

  private final DomainStore domains = store.domains();

  @BeforeAll
  static void open() {
    store = TestCassandra.openStore(KEYSPACE, Clock.systemUTC());
    session = TestCassandra.openSession(TestCassandra.shared().contactPoint());
    session.execute("USE " + KEYSPACE);
  }

  @AfterAll
  static void close() {
    session.close();
    join(store.close());
  }

  @Test
  void confirmingLeavesNoTombstoneAndThoseOfEarlierReleasesAreTidiedUp() {
    for (int i = 0; i < 20; i++) {
      var tenant = TenantId.random(RandomGenerator.getDefault());
      var domain = new Domain("d" + i + ".example");
      join(domains.reserve(domain, tenant, MINUTE));
      assertThat(join(domains.confirm(domain, tenant))).isTrue();
    }
    assertThat(tombstones()).isZero();

    for (int i = 0; i < 7; i++) {
      session.execute(
          "UPDATE domains SET reserved_until = null WHERE domain = 'd%d.example' IF state = 'CONFIRMED'"
              .formatted(i));
    }
    assertThat(tombstones()).isEqualTo(7);
    assertThat(join(domains.tidy())).isEqualTo(7);
    assertThat(tombstones()).isZero();
    assertThat(join(domains.tidy())).isZero();
    assertThat(join(domains.list())).hasSizeGreaterThanOrEqualTo(20).allMatch(DomainRow::confirmed);
  }

  @Test
  void fiftyThousandNamesAreReadInTwoSecondsWithoutAWarning() {
    writeMany();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              long start = System.nanoTime();
              assertThat(join(domains.list())).hasSizeGreaterThanOrEqualTo(MANY);
              assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(seconds(2));
            });
    ResultSet all = session.execute("SELECT domain, tenant, state FROM domains");
    all.forEach(row -> {});
    assertThat(all.getExecutionInfos()).allMatch(page -> page.getWarnings().isEmpty());
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static void writeMany() {
    PreparedStatement insert =
        session.prepare(
            "INSERT INTO domains (domain, tenant, state, reserved_until)"
                + " VALUES (?, ?, 'CONFIRMED', toTimestamp(now()))");
    String tenant = TenantId.random(RandomGenerator.getDefault()).value();
    var slots = new Semaphore(AT_ONCE);
    List<CompletableFuture<AsyncResultSet>> writes =
        IntStream.range(0, MANY)
            .mapToObj(
                i -> {
                  slots.acquireUninterruptibly();
                  return insert(insert.bind("many%05d.example".formatted(i), tenant), ATTEMPTS)
                      .whenComplete((done, error) -> slots.release())
                      .toCompletableFuture();
                })
            .toList();
    join(CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)));
  }

  /** A database that others use at the same time may be busy. */
  private static CompletionStage<AsyncResultSet> insert(BoundStatement row, int attempts) {
    CompletionStage<AsyncResultSet> written = session.executeAsync(row);
    return attempts == 1
        ? written
        : written.exceptionallyCompose(busy -> insert(row, attempts - 1));
  }

  /** As the database's own trace of a read of the twenty domains says. */
  private static int tombstones() {
    String names =
        IntStream.range(0, 20)
            .mapToObj("'d%d.example'"::formatted)
            .collect(Collectors.joining(", ", "(", ")"));
    var all =
        session.execute(
            SimpleStatement.newInstance(
                    "SELECT domain, tenant, state FROM domains WHERE domain IN " + names)
                .setTracing(true));
    all.forEach(row -> {});
    int found = 0;
    int rows = 0;
    for (var event : all.getExecutionInfo().getQueryTrace().getEvents()) {
      Matcher read = READ.matcher(event.getActivity());
      if (read.find()) {
        rows += Integer.parseInt(read.group(1));
        found += Integer.parseInt(read.group(2));
      }
    }
    assertThat(rows).as("rows in the trace").isPositive();
    return found;
  }
}
