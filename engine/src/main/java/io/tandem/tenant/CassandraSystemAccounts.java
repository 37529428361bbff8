package io.tandem.tenant;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tandem.store.ChangeResult;
import io.tandem.store.SystemAccountRow;
import io.tandem.store.SystemAccountStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link SystemAccounts} in Cassandra; changes are conditional, so none is lost to another. */
public final class CassandraSystemAccounts implements SystemAccounts {
  private static final Logger LOG = LoggerFactory.getLogger(CassandraSystemAccounts.class);

  private final SystemAccountStore store;

  /** Keeps accounts in {@code store}. */
  public CassandraSystemAccounts(SystemAccountStore store) {
    this.store = store;
  }

  @Override
  public CompletionStage<Optional<SystemAccount>> find(String username) {
    return store.find(username).thenApply(row -> row.map(CassandraSystemAccounts::account));
  }

  @Override
  public CompletionStage<List<SystemAccount>> list() {
    return store
        .list()
        .thenApply(rows -> rows.stream().flatMap(CassandraSystemAccounts::readable).toList());
  }

  @Override
  public CompletionStage<Boolean> put(SystemAccount account, PutMode mode) {
    if (mode == PutMode.CREATE) {
      return create(account);
    }
    return store
        .find(account.username())
        .thenCompose(
            row -> {
              if (row.isEmpty()) {
                return mode == PutMode.REPLACE
                    ? CompletableFuture.completedFuture(false)
                    : create(account).thenCompose(done -> done ? same(true) : put(account, mode));
              }
              return replace(row.get(), account)
                  .thenCompose(done -> done ? same(true) : put(account, mode));
            });
  }

  private static CompletionStage<Boolean> same(boolean value) {
    return CompletableFuture.completedFuture(value);
  }

  private CompletionStage<Boolean> create(SystemAccount account) {
    return store.create(account.username(), json(JsonNodeFactory.instance.objectNode(), account));
  }

  private CompletionStage<Boolean> replace(SystemAccountRow row, SystemAccount account) {
    String json = json(JsonFields.parse(row.json()).node(), account);
    return store
        .change(row.name(), row.version(), json)
        .thenApply(ChangeResult.Applied.class::isInstance);
  }

  @Override
  public CompletionStage<Boolean> remove(String username) {
    return store
        .find(username)
        .thenCompose(
            row -> {
              if (row.isEmpty()) {
                return same(false);
              }
              return store
                  .delete(username, row.get().version())
                  .thenCompose(
                      result ->
                          result instanceof ChangeResult.Applied ? same(true) : remove(username));
            });
  }

  /** Fields that this version does not know stay in {@code node}. */
  private static String json(ObjectNode node, SystemAccount account) {
    return node.put("schema", 1)
        .put("role", account.role().name())
        .put("password_hash", account.passwordHash())
        .put("enabled", account.enabled())
        .toString();
  }

  /** An account that this release cannot read is not listed; the others are. */
  private static Stream<SystemAccount> readable(SystemAccountRow row) {
    try {
      return Stream.of(account(row));
    } catch (RuntimeException e) {
      LOG.warn("Account {} cannot be read: {}", row.name(), e.toString());
      return Stream.empty();
    }
  }

  private static SystemAccount account(SystemAccountRow row) {
    var fields = JsonFields.parse(row.json());
    return new SystemAccount(
        row.name(),
        fields.constant("role", SystemRole.class, SystemRole.SUPPORT),
        fields.text("password_hash", ""),
        fields.flag("enabled", true));
  }
}
