package io.tandem.store;

import static io.tandem.store.TestCassandra.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrationsIT {
  private static final SchemaVersion FIRST =
      SchemaVersion.parse(
          "001_first.cql",
          "CREATE TABLE IF NOT EXISTS a (k text PRIMARY KEY);"
              + "CREATE TABLE IF NOT EXISTS b (k text PRIMARY KEY);");
  private static final SchemaVersion SECOND =
      SchemaVersion.parse("002_second.cql", "ALTER TABLE a ADD IF NOT EXISTS v text;");

  private final String keyspace = TestCassandra.newKeyspace();
  private CqlSession session;

  @BeforeEach
  void connect() {
    session = TestCassandra.openSession(TestCassandra.shared().contactPoint());
    session.execute(
        "CREATE KEYSPACE "
            + keyspace
            + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
    session.execute("USE " + keyspace);
  }

  @AfterEach
  void disconnect() {
    session.close();
  }

  @Test
  void appliesWhatIsMissingInOrderAndRecordsIt() {
    migrate(FIRST);
    migrate(FIRST, SECOND);
    migrate(FIRST, SECOND);

    assertThat(recorded()).containsExactly("1 first", "2 second");
    session.execute("INSERT INTO a (k, v) VALUES ('x', 'y')");
    assertThat(session.execute("SELECT owner FROM schema_lock").all()).isEmpty();
  }

  @Test
  void takesTurnsWhenSeveralNodesStartAtOnce() {
    List<CompletableFuture<Void>> nodes =
        IntStream.range(0, 4)
            .mapToObj(node -> migrations(FIRST, SECOND).run().toCompletableFuture())
            .toList();

    nodes.forEach(TestCassandra::join);
    assertThat(recorded()).containsExactly("1 first", "2 second");
  }

  @Test
  void finishesWhatACrashInterrupted() {
    session.execute("CREATE TABLE a (k text PRIMARY KEY)");

    migrate(FIRST);

    assertThat(recorded()).containsExactly("1 first");
    assertThat(session.execute("SELECT k FROM b").all()).isEmpty();
  }

  @Test
  void refusesASchemaOfANewerReleaseAndReleasesTheLock() {
    migrate(FIRST, SECOND);

    assertThatThrownBy(() -> migrate(FIRST))
        .hasCauseInstanceOf(SchemaException.class)
        .hasMessageContaining(keyspace + " has schema version 2 (second)")
        .hasMessageContaining("versions up to 1");
    assertThat(session.execute("SELECT owner FROM schema_lock").all()).isEmpty();
  }

  @Test
  void refusesAVersionThatWasAltered() {
    migrate(FIRST);
    SchemaVersion altered =
        SchemaVersion.parse("001_other.cql", "CREATE TABLE c (k text PRIMARY KEY);");

    assertThatThrownBy(() -> migrate(altered))
        .hasCauseInstanceOf(SchemaException.class)
        .hasMessageContaining(FIRST.checksum())
        .hasMessageContaining(altered.checksum());
  }

  private void migrate(SchemaVersion... versions) {
    join(migrations(versions).run());
  }

  private Migrations migrations(SchemaVersion... versions) {
    return new Migrations(session, keyspace, List.of(versions), Clock.systemUTC());
  }

  private List<String> recorded() {
    var versions = new ArrayList<String>();
    session
        .execute("SELECT version, name FROM schema_versions WHERE series = 'tandem'")
        .forEach(row -> versions.add(row.getInt("version") + " " + row.getString("name")));
    return versions;
  }
}
