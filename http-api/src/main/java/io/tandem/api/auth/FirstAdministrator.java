package io.tandem.api.auth;

import io.tandem.id.Base32;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.SystemAccount;
import io.tandem.tenant.SystemRole;
import io.tandem.tenant.Tenants;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes sure that somebody can sign in to a new installation. */
public final class FirstAdministrator {
  private static final int GENERATED_BYTES = 15;

  private final Tenants tenants;
  private final Passwords passwords;

  public FirstAdministrator(Tenants tenants, Passwords passwords) {
    this.tenants = tenants;
    this.passwords = passwords;
  }

  /**
   * An account that was created.
   *
   * @param generatedPassword to be shown once; empty when the password was given
   */
  public record Created(String username, Optional<String> generatedPassword) {
    @Override
    public String toString() {
      return "Created[" + username + "]";
    }
  }

  /**
   * Creates the account unless an enabled system administrator exists. Two nodes may do so at the
   * same time: one of them creates it.
   *
   * @param password empty to have one generated
   * @return what was created by this node, if anything; fails when the store does, or when the name
   *     belongs to an account that cannot administer
   * @throws IllegalArgumentException when user name or password are outside their grammar
   */
  public CompletionStage<Optional<Created>> ensure(String username, String password) {
    demand(Logins.isUsername(username), "The user name", Logins.USERNAME_GRAMMAR);
    demand(
        password.isEmpty() || Logins.isPassword(password),
        "The password",
        "empty or " + Logins.PASSWORD_GRAMMAR);
    return tenants
        .accounts()
        .thenCompose(
            accounts ->
                hasAdministrator(accounts)
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : create(username, password));
  }

  private CompletionStage<Optional<Created>> create(String username, String given) {
    String password = given.isEmpty() ? generate() : given;
    return passwords
        .hash(username, password)
        .thenCompose(
            hash ->
                tenants.putAccount(
                    new SystemAccount(username, SystemRole.SYSTEM_ADMIN, hash, true),
                    PutMode.CREATE))
        .thenCompose(
            created ->
                created
                    ? CompletableFuture.completedFuture(
                        Optional.of(
                            new Created(
                                username, Optional.of(password).filter(p -> given.isEmpty()))))
                    : tenants
                        .accounts()
                        .thenApply(accounts -> createdByAnother(username, accounts)));
  }

  private static Optional<Created> createdByAnother(String username, List<SystemAccount> accounts) {
    if (hasAdministrator(accounts)) {
      return Optional.empty();
    }
    throw new IllegalStateException(
        "The account " + username + " exists, but is no enabled system administrator.");
  }

  private static boolean hasAdministrator(List<SystemAccount> accounts) {
    return accounts.stream()
        .anyMatch(account -> account.enabled() && account.role() == SystemRole.SYSTEM_ADMIN);
  }

  private static String generate() {
    var bytes = new byte[GENERATED_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Base32.encode(bytes);
  }

  private static void demand(boolean holds, String what, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(what + " must be " + expected + ".");
    }
  }
}
