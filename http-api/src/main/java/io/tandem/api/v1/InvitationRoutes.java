package io.tandem.api.v1;

import io.tandem.api.auth.Access;
import io.tandem.api.auth.Invitation;
import io.tandem.api.auth.LoginThrottle;
import io.tandem.api.auth.Logins;
import io.tandem.api.auth.Passwords;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Problem;
import io.tandem.api.http.Required;
import io.tandem.tenant.Origin;
import io.tandem.tenant.Outcome;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.TenantStatus;
import io.tandem.tenant.TenantUser;
import io.tandem.tenant.Tenants;
import io.tandem.tenant.UserWish;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Accepting an invitation: its token and a password of one's own become the means to sign in. The
 * token is good once, since the password takes its place; attempts are slowed down as sign-ins are.
 */
final class InvitationRoutes {
  private static final int LONGEST_FIELD = 320;

  private final Tenants tenants;
  private final Passwords passwords;
  private final LoginThrottle throttle;
  private final Clock clock;

  InvitationRoutes(Tenants tenants, Passwords passwords, LoginThrottle throttle, Clock clock) {
    this.tenants = tenants;
    this.passwords = passwords;
    this.throttle = throttle;
    this.clock = clock;
  }

  /**
   * Who was invited, and by what.
   *
   * @param username {@code name@domain}
   */
  record Acceptance(@Required String username, @Required String token, @Required String password) {
    @Override
    public String toString() {
      return "Acceptance[" + username + "]";
    }
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.post("/v1/invitations/accept", Access.PUBLIC, Acceptance.class)
            .named("acceptInvitation", "Set one's own password, by the token of an invitation")
            .answers(204, Void.class)
            .by(this::accept));
  }

  private CompletionStage<Answer> accept(ApiRequest<Acceptance> request) {
    Acceptance wanted = request.body();
    new Fields()
        .check("username", wanted.username(), InvitationRoutes::fits, "1 to 320 characters")
        .check("token", wanted.token(), InvitationRoutes::fits, "1 to 320 characters")
        .check("password", wanted.password(), Logins::isPassword, Logins.PASSWORD_GRAMMAR)
        .orRefuse();
    String name = wanted.username().toLowerCase(Locale.ROOT);
    Duration wait = throttle.begin(name, request.remote());
    if (!wait.isZero()) {
      return CompletableFuture.completedFuture(
          Answer.problem(Problem.Kind.TOO_MANY_REQUESTS, "wait before you try again")
              .withHeader("Retry-After", Long.toString(wait.toSeconds() + 1)));
    }
    return find(name, wanted.token())
        .thenCompose(
            found ->
                found.isPresent()
                    ? setPassword(request, name, found.get())
                    : CompletableFuture.completedFuture(refused(request, name)));
  }

  /** The user whose invitation a token is. */
  private CompletionStage<Optional<TenantUser>> find(String name, String token) {
    int at = name.indexOf('@');
    if (at < 0) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return tenants
        .findUser(name.substring(at + 1), name.substring(0, at))
        .thenApply(
            found ->
                found
                    .filter(user -> user.status() != TenantStatus.DELETING)
                    .filter(user -> user.user().enabled())
                    .filter(user -> isInvited(user, token)));
  }

  private boolean isInvited(TenantUser user, String token) {
    return Invitation.parse(user.user().passwordHash())
        .filter(invitation -> invitation.accepts(token, clock.instant()))
        .isPresent();
  }

  /** Only if the user is still what was looked at: of two who come at once one is too late. */
  private CompletionStage<Answer> setPassword(
      ApiRequest<Acceptance> request, String name, TenantUser found) {
    var user = found.user();
    String address = request.remote() == null ? "" : request.remote().getHostAddress();
    return passwords
        .hash(found.tenant().value(), request.body().password())
        .thenCompose(
            hash ->
                tenants.putUser(
                    found.tenant(),
                    user.username(),
                    new UserWish(
                        user.displayName(), user.role(), hash, user.enabled(), user.extension()),
                    PutMode.REPLACE,
                    OptionalLong.of(user.version()),
                    new Origin(name, address)))
        .thenApply(
            outcome -> {
              if (outcome instanceof Outcome.StaleVersion || outcome instanceof Outcome.NotFound) {
                return refused(request, name);
              }
              throttle.succeeded(name, request.remote());
              return Outcomes.plain(outcome, changed -> Answer.noContent());
            });
  }

  /** Says the same of a wrong token, one that is over, and a user that is not there. */
  private Answer refused(ApiRequest<Acceptance> request, String name) {
    throttle.failed(name, request.remote());
    return Answer.problem(
        Problem.Kind.WRONG_CREDENTIALS, "no such invitation, or not any more: ask for another");
  }

  private static boolean fits(String text) {
    return !text.isEmpty() && text.length() <= LONGEST_FIELD;
  }
}
