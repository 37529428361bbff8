package io.tandem.store;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The accounts of the installation's own administrators; a few, changed by condition. */
public final class SystemAccountStore {
  private final Cql cql;

  SystemAccountStore(Cql cql) {
    this.cql = cql;
  }

  /**
   * Makes an account, version 1.
   *
   * @return false when the name is taken
   */
  public CompletionStage<Boolean> create(String name, String json) {
    return cql.tryWrite(
            "INSERT INTO system_accounts (name, version, value) VALUES (?, 1, ?) IF NOT EXISTS",
            name,
            json)
        .thenApply(AsyncResultSet::wasApplied);
  }

  /** Changes an account whose version is still {@code expectedVersion}. */
  public CompletionStage<ChangeResult> change(String name, long expectedVersion, String json) {
    long next = expectedVersion + 1;
    return cql.tryWrite(
            "UPDATE system_accounts SET version = ?, value = ? WHERE name = ? IF version = ?",
            next,
            json,
            name,
            expectedVersion)
        .thenApply(answer -> Cql.changeResult(answer, next));
  }

  /** Removes an account whose version is still {@code expectedVersion}. */
  public CompletionStage<ChangeResult> delete(String name, long expectedVersion) {
    return cql.tryWrite(
            "DELETE FROM system_accounts WHERE name = ? IF version = ?", name, expectedVersion)
        .thenApply(answer -> Cql.changeResult(answer, expectedVersion));
  }

  /** One account. */
  public CompletionStage<Optional<SystemAccountRow>> find(String name) {
    return cql.findSerial(
        SystemAccountStore::account,
        "SELECT name, version, value FROM system_accounts WHERE name = ?",
        name);
  }

  /** All accounts, in no order. */
  public CompletionStage<List<SystemAccountRow>> list() {
    return cql.list(
        SystemAccountStore::account, "SELECT name, version, value FROM system_accounts");
  }

  private static SystemAccountRow account(Row row) {
    return new SystemAccountRow(
        row.getString("name"), row.getLong("version"), row.getString("value"));
  }
}
