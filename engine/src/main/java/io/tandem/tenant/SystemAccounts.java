package io.tandem.tenant;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The accounts of those who run the installation. */
public interface SystemAccounts {
  /** The account {@code username}. */
  CompletionStage<Optional<SystemAccount>> find(String username);

  /** All accounts, in no order; there are few. */
  CompletionStage<List<SystemAccount>> list();

  /** Creates or replaces an account; false when {@code mode} forbids it. */
  CompletionStage<Boolean> put(SystemAccount account, PutMode mode);

  /** Removes an account; false when there was none. */
  CompletionStage<Boolean> remove(String username);
}
