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
import io.tandem.audit.AuditEvent;
import io.tandem.audit.AuditTrail;
import io.tandem.store.AuditKind;
import io.tandem.tenant.FieldError;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.SystemAccount;
import io.tandem.tenant.SystemRole;
import io.tandem.tenant.Tenants;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

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
  private final AuditTrail audit;

  AccountRoutes(Tenants tenants, Passwords passwords, AuditTrail audit) {
    this.tenants = tenants;
    this.passwords = passwords;
    this.audit = audit;
  }

  /** An account as it is read. */
  record Account(@Required String username, @Required SystemRole role, boolean enabled) {
    static Account of(SystemAccount account) {
      return new Account(account.username(), account.role(), account.enabled());
    }
  }

  /** What an account shall be; the password may be left out when it is to stay. */
  record AccountChange(SystemRole role, String password, Boolean enabled) {
    SystemAccount replacing(SystemAccount now, String passwordHash) {
      var blank = new SystemAccount(now.username(), SystemRole.SUPPORT, now.passwordHash(), true);
      return applyTo(blank, passwordHash);
    }

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
            .named("putAccount", "Create or replace an account; its role is SUPPORT unless given")
            .answers(200, Account.class)
            .by(this::put),
        Endpoint.patch(ONE, Access.SYSTEM_ADMIN, AccountChange.class)
            .named("changeAccount", "Change an account, one's own password for instance")
            .answers(200, Account.class)
            .by(this::change),
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
    return hash(request)
        .thenCombine(
            tenants.accounts(),
            (hash, all) -> {
              Optional<SystemAccount> old = find(all, username);
              if (old.isEmpty() && hash == null) {
                var missing = new FieldError("password", "is missing; a new account needs one");
                throw new RefusedException(Answer.problem(Problem.ofFields(List.of(missing))));
              }
              var blank = new SystemAccount(username, SystemRole.SUPPORT, hash, true);
              var next = request.body().replacing(old.orElse(blank), hash);
              return write(
                  request,
                  next,
                  all,
                  old.isEmpty()
                      ? Answer.created(LIST + "/" + username, Account.of(next))
                      : Answer.ok(Account.of(next)));
            })
        .thenCompose(Function.identity());
  }

  private CompletionStage<Answer> change(ApiRequest<AccountChange> request) {
    String username = Paths.username(request);
    return hash(request)
        .thenCombine(
            tenants.accounts(),
            (hash, all) -> {
              SystemAccount old =
                  find(all, username).orElseThrow(() -> new RefusedException(Outcomes.notFound()));
              var next = request.body().applyTo(old, hash);
              return write(request, next, all, Answer.ok(Account.of(next)));
            })
        .thenCompose(Function.identity());
  }

  /** The hash of a password; {@code null} when none was given. */
  private CompletionStage<String> hash(ApiRequest<AccountChange> request) {
    String password = request.body().password();
    new Fields()
        .check("password", password, Logins::isPassword, Logins.PASSWORD_GRAMMAR)
        .orRefuse();
    return password == null
        ? CompletableFuture.completedFuture(null)
        : passwords.hash(request.principal().username(), password);
  }

  private CompletionStage<Answer> write(
      ApiRequest<AccountChange> request,
      SystemAccount next,
      List<SystemAccount> all,
      Answer answer) {
    if (!isAdministrator(next)) {
      keepAnAdministratorBeside(next.username(), all);
    }
    return tenants
        .putAccount(next, PutMode.CREATE_OR_REPLACE)
        .thenApply(
            done -> {
              var shown =
                  Map.<String, Object>of(
                      "role", next.role(),
                      "enabled", next.enabled(),
                      "new_password", request.body().password() != null);
              tell(request, "account.put", next.username(), shown);
              return answer;
            });
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
        .thenApply(
            was -> {
              if (!was) {
                return Outcomes.notFound();
              }
              tell(request, "account.remove", username, Map.of());
              return Answer.noContent();
            });
  }

  private void tell(
      ApiRequest<?> request, String action, String username, Map<String, Object> details) {
    audit.add(
        new AuditEvent(
            null,
            AuditKind.CHANGE,
            request.principal().username(),
            request.remote(),
            action,
            "account/" + username,
            details));
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
