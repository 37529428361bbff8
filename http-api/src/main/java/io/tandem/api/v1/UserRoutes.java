package io.tandem.api.v1;

import static io.tandem.api.v1.Fields.or;
import static io.tandem.api.v1.Fields.orCleared;

import io.tandem.api.auth.Access;
import io.tandem.api.auth.Invitation;
import io.tandem.api.auth.Logins;
import io.tandem.api.auth.Passwords;
import io.tandem.api.http.Answer;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.Required;
import io.tandem.id.Extension;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.Role;
import io.tandem.tenant.Tenants;
import io.tandem.tenant.UserConfiguration;
import io.tandem.tenant.UserWish;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who signs in to a tenant, its administrators among them. Passwords are written and never read.
 */
final class UserRoutes {
  private static final String LIST = Paths.TENANT + "/users";
  private static final String ONE = LIST + "/{username}";

  private final Tenants tenants;
  private final Secrets secrets;

  UserRoutes(Tenants tenants, Passwords passwords, Clock clock) {
    this.tenants = tenants;
    this.secrets = new Secrets(passwords, clock);
  }

  /**
   * A user as it is read.
   *
   * @param invitedUntil until when they may set their password by an invitation; absent for who has
   *     one
   * @param invitation in the answer to who has asked for one alone
   */
  record User(
      @Required String username,
      @Required String displayName,
      @Required Role role,
      boolean enabled,
      Extension extension,
      Instant invitedUntil,
      Secrets.GivenInvitation invitation) {
    static User of(UserConfiguration user) {
      return of(user, null);
    }

    static User of(UserConfiguration user, Secrets.GivenInvitation invitation) {
      return new User(
          user.username(),
          user.displayName(),
          user.role(),
          user.enabled(),
          user.extension(),
          Invitation.parse(user.passwordHash()).map(Invitation::expiresAt).orElse(null),
          invitation);
    }
  }

  /**
   * What a user shall be; password, its Argon2id hash and invitation may be left out when what is
   * there is to stay, and exclude each other.
   */
  record UserChange(
      String displayName,
      Role role,
      String password,
      String passwordHash,
      Secrets.InvitationWish invitation,
      Boolean enabled,
      Optional<Extension> extension) {

    UserWish wish(String hash) {
      return new UserWish(
          or(displayName, ""),
          or(role, Role.USER),
          hash,
          or(enabled, true),
          orCleared(extension, null));
    }

    UserWish applyTo(UserWish now, String hash) {
      return new UserWish(
          or(displayName, now.displayName()),
          or(role, now.role()),
          hash,
          or(enabled, now.enabled()),
          orCleared(extension, now.extension()));
    }

    @Override
    public String toString() {
      return "UserChange[" + displayName + ", " + role + "]";
    }
  }

  List<Endpoint<?>> endpoints() {
    return List.of(
        Endpoint.get(LIST, Access.TENANT_ADMIN)
            .named("listUsers", "List users by name")
            .taking(Queries.CURSOR, Queries.LIMIT)
            .answersPageOf(User.class)
            .by(this::list),
        Endpoint.get(ONE, Access.TENANT_ADMIN)
            .named("readUser", "Read a user")
            .answers(200, User.class)
            .by(this::read),
        Endpoint.put(ONE, Access.TENANT_ADMIN, UserChange.class)
            .named("putUser", "Create or replace a user; its role is USER unless given")
            .conditional()
            .answers(200, User.class)
            .by(this::put),
        Endpoint.patch(ONE, Access.TENANT_ADMIN, UserChange.class)
            .named("changeUser", "Change a user, one's own password for instance")
            .conditional()
            .answers(200, User.class)
            .by(this::change),
        Endpoint.delete(ONE, Access.TENANT_ADMIN)
            .named("removeUser", "Remove a user, though never the last enabled administrator")
            .conditional()
            .answers(204, Void.class)
            .by(this::remove));
  }

  private CompletionStage<Answer> list(ApiRequest<Void> request) {
    return tenants
        .users(
            Paths.tenant(request),
            Queries.cursor(request, Logins::isUsername),
            Queries.limit(request))
        .thenApply(outcome -> Outcomes.page(outcome, User::of));
  }

  private CompletionStage<Answer> read(ApiRequest<Void> request) {
    return tenants
        .user(Paths.tenant(request), Paths.username(request))
        .thenApply(o -> Outcomes.versioned(o, found -> Answer.ok(User.of(found))));
  }

  private CompletionStage<Answer> put(ApiRequest<UserChange> request) {
    var tenant = Paths.tenant(request);
    String username = Paths.username(request);
    return secret(request)
        .thenCompose(
            secret ->
                new Put<>(
                        Paths.TENANTS + "/" + tenant + "/users/" + username,
                        () -> tenants.user(tenant, username),
                        mode ->
                            tenants.putUser(
                                tenant,
                                username,
                                request.body().wish(secret.stored()),
                                mode,
                                request.ifMatch(),
                                Outcomes.origin(request)),
                        user -> User.of(user, secret.invitation()))
                    .run(request.precondition()));
  }

  private CompletionStage<Answer> change(ApiRequest<UserChange> request) {
    var tenant = Paths.tenant(request);
    String username = Paths.username(request);
    return secret(request)
        .thenCompose(
            secret ->
                new Revision<>(
                        request.ifMatch(),
                        () -> tenants.user(tenant, username),
                        (now, version) ->
                            tenants.putUser(
                                tenant,
                                username,
                                request.body().applyTo(UserWish.of(now), secret.stored()),
                                PutMode.REPLACE,
                                version,
                                Outcomes.origin(request)))
                    .run()
                    .thenApply(
                        o ->
                            Outcomes.versioned(
                                o, now -> Answer.ok(User.of(now, secret.invitation())))));
  }

  /** What is to be stored of what was given. */
  private CompletionStage<Secrets.Secret> secret(ApiRequest<UserChange> request) {
    UserChange change = request.body();
    var wish = new Secrets.Wish(change.password(), change.passwordHash(), change.invitation());
    var fields = new Fields();
    Secrets.check(fields, "", wish, false);
    fields.orRefuse();
    return secrets.of(Paths.tenant(request).value(), wish);
  }

  private CompletionStage<Answer> remove(ApiRequest<Void> request) {
    return tenants
        .removeUser(
            Paths.tenant(request),
            Paths.username(request),
            request.ifMatch(),
            Outcomes.origin(request))
        .thenApply(outcome -> Outcomes.plain(outcome, was -> Answer.noContent()));
  }
}
