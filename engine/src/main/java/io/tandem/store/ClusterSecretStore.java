package io.tandem.store;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The keys that all nodes share. Nodes agree on a new one by its id: all try to insert theirs under
 * the same id, one succeeds, and everybody reads that one.
 */
public final class ClusterSecretStore {
  private final Cql cql;

  ClusterSecretStore(Cql cql) {
    this.cql = cql;
  }

  /**
   * @return false when there is a key of that purpose and id already, which stays as it is
   */
  public CompletionStage<Boolean> insertIfAbsent(ClusterSecret secret) {
    return cql.tryWrite(
            "INSERT INTO cluster_secrets (purpose, key_id, created_at, material)"
                + " VALUES (?, ?, ?, ?) IF NOT EXISTS",
            secret.purpose(),
            secret.keyId(),
            secret.createdAt(),
            ByteBuffer.wrap(secret.material()))
        .thenApply(AsyncResultSet::wasApplied);
  }

  /** All keys of a purpose, in the order of their ids. */
  public CompletionStage<List<ClusterSecret>> list(String purpose) {
    return cql.list(
        ClusterSecretStore::secret,
        "SELECT purpose, key_id, created_at, material FROM cluster_secrets WHERE purpose = ?",
        purpose);
  }

  /** Removes a key that nothing is verified with any more. */
  public CompletionStage<Void> delete(String purpose, String keyId) {
    return cql.tryWrite(
            "DELETE FROM cluster_secrets WHERE purpose = ? AND key_id = ? IF EXISTS",
            purpose,
            keyId)
        .thenAccept(done -> {});
  }

  private static ClusterSecret secret(Row row) {
    ByteBuffer stored = row.getByteBuffer("material");
    var material = new byte[stored.remaining()];
    stored.get(material);
    return new ClusterSecret(
        row.getString("purpose"), row.getString("key_id"), row.getInstant("created_at"), material);
  }
}
