package io.tandem.api.v1;

import io.tandem.api.auth.Invitation;
import io.tandem.api.auth.Logins;
import io.tandem.api.auth.Passwords;
import io.tandem.api.http.Required;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** By what a user shall sign in: a password, its ready hash, or an invitation to set one. */
final class Secrets {
  private static final String GRAMMAR_OF_LIFE =
      "from %s to %s".formatted(Invitation.SHORTEST_LIFE, Invitation.LONGEST_LIFE);

  private final Passwords passwords;
  private final Clock clock;

  Secrets(Passwords passwords, Clock clock) {
    this.passwords = passwords;
    this.clock = clock;
  }

  /** An invitation that is wished for; it is good for seven days unless told otherwise. */
  record InvitationWish(Duration validFor) {
    private Duration life() {
      return validFor == null ? Invitation.USUAL_LIFE : validFor;
    }

    private boolean isGood() {
      return life().compareTo(Invitation.SHORTEST_LIFE) >= 0
          && life().compareTo(Invitation.LONGEST_LIFE) <= 0;
    }
  }

  /** An invitation as it is told once, to who has asked for it. */
  record GivenInvitation(@Required String token, @Required Instant expiresAt) {
    @Override
    public String toString() {
      return "GivenInvitation[" + expiresAt + "]";
    }
  }

  /** What of the three was given; {@code null} is what was not. */
  record Wish(String password, String passwordHash, InvitationWish invitation) {
    private long count() {
      return Stream.of(password, passwordHash, invitation).filter(one -> one != null).count();
    }

    @Override
    public String toString() {
      return "Wish[" + invitation + "]";
    }
  }

  /**
   * What is to be stored.
   *
   * @param stored {@code null} when nothing was given
   * @param invitation {@code null} unless there is one
   */
  record Secret(String stored, GivenInvitation invitation) {
    @Override
    public String toString() {
      return "Secret[" + invitation + "]";
    }
  }

  /**
   * Adds what is wrong with a wish to {@code fields}.
   *
   * @param prefix of the names of the fields, with its dot
   * @param needed whether one of the three must be given
   */
  static void check(Fields fields, String prefix, Wish wish, boolean needed) {
    fields
        .check(prefix + "password", wish.password(), Logins::isPassword, Logins.PASSWORD_GRAMMAR)
        .check(
            prefix + "password_hash",
            wish.passwordHash(),
            Passwords::isHash,
            Passwords.HASH_GRAMMAR);
    if (wish.invitation() != null && !wish.invitation().isGood()) {
      fields.wrong(prefix + "invitation.valid_for", "must be " + GRAMMAR_OF_LIFE);
    }
    if (wish.count() > 1) {
      fields.wrong(
          prefix + "password", "must stand without password_hash and invitation, and so each");
    } else if (needed && wish.count() == 0) {
      fields.wrong(prefix + "password", "is needed, or password_hash, or invitation");
    }
  }

  /**
   * What is to be stored for a wish that has passed {@link #check}; a password takes its time.
   *
   * @param owner whose share of {@link Passwords} it takes
   */
  CompletionStage<Secret> of(String owner, Wish wish) {
    if (wish.password() != null) {
      return passwords.hash(owner, wish.password()).thenApply(hash -> new Secret(hash, null));
    }
    if (wish.invitation() == null) {
      return CompletableFuture.completedFuture(new Secret(wish.passwordHash(), null));
    }
    var issued = Invitation.issue(clock.instant().plus(wish.invitation().life()));
    return CompletableFuture.completedFuture(
        new Secret(issued.stored(), new GivenInvitation(issued.token(), issued.expiresAt())));
  }
}
