package io.tandem.api.v1;

import static io.tandem.api.v1.Fields.or;

import io.tandem.api.auth.Access;
import io.tandem.api.auth.Logins;
import io.tandem.api.auth.Passwords;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Page;
import io.tandem.api.http.Problem;
import io.tandem.api.http.RefusedException;
import io.tandem.api.http.Required;
import io.tandem.tenant.FieldError;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.SystemAccount;
import io.tandem.tenant.SystemRole;
import io.tandem.tenant.Tenants;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The accounts of those who run the installation. The last enabled system administrator stays; two
 * who remove each other at the same time are not held back, and the next node to start creates an
 * administrator anew.
 */
final class AccountRoutes {
  private static final String LIST = "/v1/accounts";
  private static final String ONE = LIST + "/{username}";

  private final Tenants tenants;
  private final Passwords passwords;

  AccountRoutes(Tenants tenants, Passwords passwords) {
    this.tenants = tenants;
    this.passwords = passwords;
  }

  /** An account as it is read. */
  record Account(@Required String username, @Required SystemRole role, boolean enabled) {
    static Account of(SystemAccount account) {
      return new Account(account.username(), account.role(), account.enabled());
    }
  }

  /** What an account shall be; an absent field keeps its value. A new one needs a password. */
  record AccountChange(SystemRole role, String password, Boolean enabled) {
    SystemAccount applyTo(SystemAccount now, String passwordHash) {
      return new SystemAccount(
          now.username(),
          or(role, now.role()),
          or(passwordHash, now.passwordHash()),
          or(enabled, now.enabled()));
    }

    @Override
    public String toString() {
      return "AccountChange[" + role + "]";
    }
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.get(LIST, Access.SYSTEM_ADMIN)
            .named("listAccounts", "List the accounts of those who run the installation")
            .answersPageOf(Account.class)
            .by(this::list),
        Endpoint.put(ONE, Access.SYSTEM_ADMIN, AccountChange.class)
            .named("putAccount", "Create an account, or change one: its password for instance")
            .answers(200, Account.class)
            .by(this::put),
        Endpoint.delete(ONE, Access.SYSTEM_ADMIN)
            .named("removeAccount", "Remove an account, though never the last administrator's")
            .answers(204, Void.class)
            .by(this::remove));
  }

  private CompletionStage<Answer> list(ApiRequest<Void> request) {
    return tenants
        .accounts()
        .thenApply(
            accounts ->
                Answer.ok(
                    new Page<>(
                        accounts.stream()
                            .sorted(Comparator.comparing(SystemAccount::username))
                            .map(Account::of)
                            .toList(),
                        null)));
  }

  private CompletionStage<Answer> put(ApiRequest<AccountChange> request) {
    String username = Paths.username(request);
    String password = request.body().password();
    new Fields()
        .check("password", password, Logins::isPassword, Logins.PASSWORD_GRAMMAR)
        .orRefuse();
    CompletionStage<String> hash =
        password == null ? CompletableFuture.completedFuture(null) : passwords.hash(password);
    return hash.thenCombine(
            tenants.accounts(), (hashed, all) -> next(request.body(), username, hashed, all))
        .thenCompose(
            next ->
                tenants
                    .putAccount(next, PutMode.CREATE_OR_REPLACE)
                    .thenApply(done -> Answer.ok(Account.of(next))));
  }

  private static SystemAccount next(
      AccountChange change, String username, String passwordHash, List<SystemAccount> all) {
    Optional<SystemAccount> old = find(all, username);
    if (old.isEmpty() && passwordHash == null) {
      var missing = new FieldError("password", "is missing; a new account needs one");
      throw new RefusedException(Answer.problem(Problem.ofFields(List.of(missing))));
    }
    var blank = new SystemAccount(username, SystemRole.SUPPORT, passwordHash, true);
    var next = change.applyTo(old.orElse(blank), passwordHash);
    if (!isAdministrator(next)) {
      keepAnAdministratorBeside(username, all);
    }
    return next;
  }

  private CompletionStage<Answer> remove(ApiRequest<Void> request) {
    String username = Paths.username(request);
    return tenants
        .accounts()
        .thenCompose(
            all -> {
              if (find(all, username).isEmpty()) {
                throw new RefusedException(Outcomes.notFound());
              }
              keepAnAdministratorBeside(username, all);
              return tenants.removeAccount(username);
            })
        .thenApply(was -> was ? Answer.noContent() : Outcomes.notFound());
  }

  private static void keepAnAdministratorBeside(String username, List<SystemAccount> all) {
    if (all.stream().noneMatch(a -> isAdministrator(a) && !a.username().equals(username))) {
      throw new RefusedException(
          Answer.problem(
              Problem.ofConflict("last_admin", "the installation needs an enabled administrator")));
    }
  }

  private static Optional<SystemAccount> find(List<SystemAccount> all, String username) {
    return all.stream().filter(account -> account.username().equals(username)).findFirst();
  }

  private static boolean isAdministrator(SystemAccount account) {
    return account.enabled() && account.role() == SystemRole.SYSTEM_ADMIN;
  }
}
