package io.tandem.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ClusterSecretsTest {
  private final MemoryRepository repository = new MemoryRepository();
  private Instant now = Instant.parse("2026-11-23T10:00:00Z");

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneOffset getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          throw new UnsupportedOperationException("tests use UTC");
        }
      };

  private ClusterSecrets node() {
    return ClusterSecrets.load(repository, clock).toCompletableFuture().join();
  }

  private void rotate(ClusterSecrets secrets, Purpose purpose) {
    secrets.rotate(purpose).toCompletableFuture().join();
    now = now.plus(ClusterSecrets.ACTIVATION);
  }

  @Test
  void nodesThatStartAtOnceAgree() {
    repository.rival = new Key(0, new byte[Key.LENGTH]);
    var first = node().ring(Purpose.API_TOKEN);
    var second = node().ring(Purpose.API_TOKEN);
    assertThat(first.current().material()).isEqualTo(new byte[Key.LENGTH]);
    assertThat(second.current().material()).isEqualTo(first.current().material());
  }

  @Test
  void everyPurposeHasItsOwnKey() {
    var secrets = node();
    assertThat(secrets.ring(Purpose.DIGEST_NONCE).current().material())
        .hasSize(Key.LENGTH)
        .isNotEqualTo(secrets.ring(Purpose.DIALOG_TOKEN).current().material());
  }

  @Test
  void aNewKeySignsOnlyWhenAllNodesHaveHadTimeToLearnOfIt() {
    var one = node();
    var other = node();
    one.rotate(Purpose.API_TOKEN).toCompletableFuture().join();
    assertThat(one.ring(Purpose.API_TOKEN).current().id()).isZero();
    assertThat(one.ring(Purpose.API_TOKEN).find(1)).isNotNull();
    other.reload().toCompletableFuture().join();
    now = now.plus(ClusterSecrets.ACTIVATION);
    assertThat(one.ring(Purpose.API_TOKEN).current().id()).isEqualTo(1);
    assertThat(other.ring(Purpose.API_TOKEN).find(1).material())
        .isEqualTo(one.ring(Purpose.API_TOKEN).current().material());
    assertThat(one.ring(Purpose.API_TOKEN).find(0)).isNotNull();
  }

  @Test
  void keysThatAreOldAreRotatedOnceThoughEveryNodeAsks() {
    var age = Duration.ofDays(30);
    var one = node();
    var other = node();
    one.rotateOlderThan(age).toCompletableFuture().join();
    assertThat(one.ring(Purpose.API_TOKEN).find(1)).isNull();

    now = now.plus(age).plusMillis(1);
    one.rotateOlderThan(age).toCompletableFuture().join();
    other.rotateOlderThan(age).toCompletableFuture().join();
    one.reload().toCompletableFuture().join();
    for (var purpose : List.of(Purpose.API_TOKEN, Purpose.DIGEST_NONCE, Purpose.DIALOG_TOKEN)) {
      assertThat(one.ring(purpose).find(1)).isNotNull();
      assertThat(one.ring(purpose).find(2)).isNull();
    }
    assertThat(one.ring(Purpose.TENANT_MASTER).find(1)).isNull();
  }

  @Test
  void oldKeysGoButThoseThatWrapTenantsStay() {
    var secrets = node();
    for (int i = 0; i < ClusterSecrets.KEPT; i++) {
      rotate(secrets, Purpose.API_TOKEN);
      rotate(secrets, Purpose.TENANT_MASTER);
    }
    assertThat(secrets.ring(Purpose.API_TOKEN).find(0)).isNull();
    assertThat(secrets.ring(Purpose.API_TOKEN).find(1)).isNotNull();
    assertThat(secrets.ring(Purpose.TENANT_MASTER).find(0)).isNotNull();
  }

  @Test
  void idsGoRound() {
    var secrets = node();
    for (int i = 0; i < 256; i++) {
      rotate(secrets, Purpose.DIGEST_NONCE);
    }
    assertThat(secrets.ring(Purpose.DIGEST_NONCE).current().id()).isZero();
  }

  @Test
  void ringsStayAsTheyAreWhileTheDatabaseIsGone() {
    var secrets = node();
    var key = secrets.ring(Purpose.API_TOKEN).current();
    repository.gone = true;
    assertThat(secrets.reload().toCompletableFuture()).failsWithin(Duration.ZERO);
    assertThat(secrets.ring(Purpose.API_TOKEN).current()).isEqualTo(key);
  }

  /** Keys in memory; a rival's key may be there first, unseen until somebody inserts. */
  private static final class MemoryRepository implements SecretRepository {
    private final Map<String, StoredKey> keys = new TreeMap<>();
    private Key rival;
    private boolean gone;

    @Override
    public CompletionStage<List<StoredKey>> list(Purpose purpose) {
      if (gone) {
        return CompletableFuture.failedFuture(new IllegalStateException("the database is gone"));
      }
      return CompletableFuture.completedFuture(
          keys.entrySet().stream()
              .filter(entry -> entry.getKey().startsWith(purpose.id() + "/"))
              .map(Map.Entry::getValue)
              .toList());
    }

    @Override
    public CompletionStage<Boolean> insertIfAbsent(Purpose purpose, StoredKey key) {
      String name = purpose.id() + "/" + key.key().id();
      if (rival != null && purpose == Purpose.API_TOKEN) {
        keys.putIfAbsent(name, new StoredKey(rival, key.createdAt()));
      }
      return CompletableFuture.completedFuture(keys.putIfAbsent(name, key) == null);
    }

    @Override
    public CompletionStage<Void> delete(Purpose purpose, int id) {
      keys.remove(purpose.id() + "/" + id);
      return CompletableFuture.completedFuture(null);
    }
  }
}
