package io.tandem.secret;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where the cluster's shared keys are kept. */
public interface SecretRepository {

  /** A key and the time it was made. */
  record StoredKey(Key key, Instant createdAt) {}

  /** All keys of {@code purpose}. */
  CompletionStage<List<StoredKey>> list(Purpose purpose);

  /** Adds a key; false when there is one with its id, which stays. */
  CompletionStage<Boolean> insertIfAbsent(Purpose purpose, StoredKey key);

  /** Removes a key. */
  CompletionStage<Void> delete(Purpose purpose, int id);
}
