package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.auth.AccessTokens;
import io.tandem.api.auth.ApiRole;
import io.tandem.api.auth.LoginThrottle;
import io.tandem.api.auth.Passwords;
import io.tandem.api.auth.Principal;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Problem;
import io.tandem.api.http.Required;
import io.tandem.audit.AuditEvent;
import io.tandem.audit.AuditTrail;
import io.tandem.id.TenantId;
import io.tandem.store.AuditKind;
import io.tandem.tenant.TenantStatus;
import io.tandem.tenant.Tenants;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Signing in: a user name and a password become a short-lived token. */
final class TokenRoutes {
  private static final int LONGEST_FIELD = 320;

  private final Tenants tenants;
  private final Passwords passwords;
  private final LoginThrottle throttle;
  private final AccessTokens tokens;
  private final AuditTrail audit;

  TokenRoutes(
      Tenants tenants,
      Passwords passwords,
      LoginThrottle throttle,
      AccessTokens tokens,
      AuditTrail audit) {
    this.tenants = tenants;
    this.passwords = passwords;
    this.throttle = throttle;
    this.tokens = tokens;
    this.audit = audit;
  }

  /**
   * Who signs in.
   *
   * @param username {@code name@domain} for a tenant's user, {@code name} for the system's
   */
  record SignIn(@Required String username, @Required String password) {
    @Override
    public String toString() {
      return "SignIn[" + username + "]";
    }
  }

  /** What is sent as {@code Authorization: Bearer}. */
  record Token(
      @Required String accessToken,
      @Required String tokenType,
      long expiresIn,
      @Required ApiRole role,
      TenantId tenantId) {
    @Override
    public String toString() {
      return "Token[" + role + "]";
    }
  }

  /** A user that was found, and what to check its password against. */
  private record Candidate(Principal principal, String passwordHash) {}

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.post("/v1/tokens", Access.PUBLIC, SignIn.class)
            .named(
                "signIn",
                "Sign in: user name (name@domain, or a system administrator's name) and password")
            .answers(200, Token.class)
            .by(this::signIn));
  }

  private CompletionStage<Answer> signIn(ApiRequest<SignIn> request) {
    SignIn wanted = request.body();
    new Fields()
        .check("username", wanted.username(), TokenRoutes::fits, "1 to 320 characters")
        .check("password", wanted.password(), TokenRoutes::fits, "1 to 320 characters")
        .orRefuse();
    String name = wanted.username().toLowerCase(Locale.ROOT);
    InetAddress remote = request.remote();
    Duration wait = throttle.begin(name, remote);
    if (!wait.isZero()) {
      tell(name, remote, "login.throttled", null);
      return CompletableFuture.completedFuture(
          Answer.problem(Problem.Kind.TOO_MANY_REQUESTS, "wait before you try again")
              .withHeader("Retry-After", Long.toString(wait.toSeconds() + 1)));
    }
    return find(name)
        .thenCompose(
            found ->
                passwords
                    .matches(
                        domainOrName(name),
                        wanted.password(),
                        found.map(Candidate::passwordHash).orElse(null))
                    .thenApply(
                        matches ->
                            matches && found.isPresent()
                                ? accepted(found.get().principal(), name, remote)
                                : refused(found, name, remote)));
  }

  /** The installation hears of every sign-in, a tenant of those of its own users. */
  private void tell(String name, InetAddress remote, String action, TenantId tenant) {
    audit.addForTheInstallationToo(
        new AuditEvent(tenant, AuditKind.LOGIN, name, remote, action, null, Map.of()));
  }

  private Answer refused(Optional<Candidate> found, String name, InetAddress remote) {
    throttle.failed(name, remote);
    tell(
        name,
        remote,
        "login.refused",
        found.map(candidate -> candidate.principal().tenant()).orElse(null));
    return Answer.problem(
        Problem.Kind.WRONG_CREDENTIALS,
        "a tenant's user signs in as name@domain, a system administrator by name alone");
  }

  private Answer accepted(Principal principal, String name, InetAddress remote) {
    throttle.succeeded(name, remote);
    tell(name, remote, AuditEvent.LOGIN_ACCEPTED, principal.tenant());
    return Answer.ok(
        new Token(
            tokens.issue(principal),
            "Bearer",
            tokens.lifetime().toSeconds(),
            principal.role(),
            principal.tenant()));
  }

  private CompletionStage<Optional<Candidate>> find(String name) {
    int at = name.indexOf('@');
    return at < 0
        ? findAccount(name)
        : findUser(name, name.substring(0, at), name.substring(at + 1));
  }

  private CompletionStage<Optional<Candidate>> findAccount(String name) {
    return tenants
        .findAccount(name)
        .thenApply(
            found ->
                found
                    .filter(account -> account.enabled())
                    .map(
                        account ->
                            new Candidate(
                                new Principal(name, ApiRole.of(account.role()), null),
                                account.passwordHash())));
  }

  private CompletionStage<Optional<Candidate>> findUser(String name, String user, String domain) {
    return tenants
        .findUser(domain, user)
        .thenApply(
            found ->
                found
                    .filter(owned -> owned.status() != TenantStatus.DELETING)
                    .filter(owned -> owned.user().enabled())
                    .map(
                        owned ->
                            new Candidate(
                                new Principal(
                                    name, ApiRole.of(owned.user().role()), owned.tenant()),
                                owned.user().passwordHash())));
  }

  /** Tells one tenant's users from another's, whether they exist or not. */
  private static String domainOrName(String name) {
    return name.substring(name.indexOf('@') + 1);
  }

  private static boolean fits(String text) {
    return !text.isEmpty() && text.length() <= LONGEST_FIELD;
  }
}
