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
import io.tandem.api.http.Method;
import io.tandem.api.http.Problem;
import io.tandem.tenant.Tenants;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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

  TokenRoutes(Tenants tenants, Passwords passwords, LoginThrottle throttle, AccessTokens tokens) {
    this.tenants = tenants;
    this.passwords = passwords;
    this.throttle = throttle;
    this.tokens = tokens;
  }

  /**
   * Who signs in.
   *
   * @param username {@code name@domain} for a tenant's user, {@code name} for the system's
   */
  record SignIn(String username, String password) {
    @Override
    public String toString() {
      return "SignIn[" + username + "]";
    }
  }

  /** What is sent as {@code Authorization: Bearer}. */
  record Token(
      String accessToken, String tokenType, long expiresIn, ApiRole role, String tenantId) {
    @Override
    public String toString() {
      return "Token[" + role + "]";
    }
  }

  /** A user that was found, and what to check its password against. */
  private record Candidate(Principal principal, String passwordHash) {}

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.withBody(
            Method.POST,
            "/v1/tokens",
            Access.PUBLIC,
            "Sign in: user name (name@domain, or a system administrator's name) and password",
            SignIn.class,
            200,
            Token.class,
            this::signIn));
  }

  private CompletionStage<Answer> signIn(ApiRequest<SignIn> request) {
    SignIn wanted = request.body();
    var refusal =
        new Fields()
            .check("username", wanted.username(), TokenRoutes::fits, "a user name")
            .check("password", wanted.password(), TokenRoutes::fits, "a password")
            .refusal();
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(refusal.get());
    }
    String name = wanted.username().toLowerCase(Locale.ROOT);
    String address = request.remote() == null ? "" : request.remote().getHostAddress();
    Duration wait = longer(throttle.waitFor(name), throttle.waitFor(address));
    if (!wait.isZero()) {
      return CompletableFuture.completedFuture(
          Answer.problem(Problem.Kind.TOO_MANY_REQUESTS, "wait before you try again")
              .withHeader("Retry-After", Long.toString(wait.toSeconds() + 1)));
    }
    return find(name)
        .thenCompose(
            found ->
                passwords
                    .matches(wanted.password(), found.map(Candidate::passwordHash).orElse(null))
                    .thenApply(matches -> conclude(matches, found, name, address)));
  }

  private Answer conclude(boolean matches, Optional<Candidate> found, String name, String address) {
    if (!matches || found.isEmpty()) {
      throttle.failed(name);
      throttle.failed(address);
      return Answer.problem(
          Problem.Kind.WRONG_CREDENTIALS,
          "a tenant's user signs in as name@domain, a system administrator by name alone");
    }
    throttle.succeeded(name);
    Principal principal = found.get().principal();
    return Answer.ok(
            new Token(
                tokens.issue(principal),
                "Bearer",
                tokens.lifetime().toSeconds(),
                principal.role(),
                principal.tenant() == null ? null : principal.tenant().value()))
        .withHeader("Cache-Control", "no-store");
  }

  private CompletionStage<Optional<Candidate>> find(String name) {
    int at = name.lastIndexOf('@');
    if (at < 0) {
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
    return tenants
        .findUser(name.substring(at + 1), name.substring(0, at))
        .thenApply(
            found ->
                found
                    .filter(owned -> owned.user().enabled())
                    .map(
                        owned ->
                            new Candidate(
                                new Principal(
                                    name, ApiRole.of(owned.user().role()), owned.tenant()),
                                owned.user().passwordHash())));
  }

  private static boolean fits(String text) {
    return !text.isEmpty() && text.length() <= LONGEST_FIELD;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
