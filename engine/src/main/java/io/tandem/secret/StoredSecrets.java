package io.tandem.secret;

import io.tandem.store.ClusterSecret;
import io.tandem.store.ClusterSecretStore;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** {@link SecretRepository} in Cassandra. */
public final class StoredSecrets implements SecretRepository {
  private final ClusterSecretStore store;

  /** Keeps keys in {@code store}. */
  public StoredSecrets(ClusterSecretStore store) {
    this.store = store;
  }

  @Override
  public CompletionStage<List<StoredKey>> list(Purpose purpose) {
    return store
        .list(purpose.id())
        .thenApply(
            secrets ->
                secrets.stream()
                    .map(
                        secret ->
                            new StoredKey(
                                new Key(Integer.parseInt(secret.keyId()), secret.material()),
                                secret.createdAt()))
                    .toList());
  }

  @Override
  public CompletionStage<Boolean> insertIfAbsent(Purpose purpose, StoredKey key) {
    return store.insertIfAbsent(
        new ClusterSecret(
            purpose.id(), name(key.key().id()), key.createdAt(), key.key().material()));
  }

  @Override
  public CompletionStage<Void> delete(Purpose purpose, int id) {
    return store.delete(purpose.id(), name(id));
  }

  /** Three digits, so that names sort as ids do. */
  private static String name(int id) {
    return "%03d".formatted(id);
  }
}
