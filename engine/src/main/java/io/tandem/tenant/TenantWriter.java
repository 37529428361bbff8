package io.tandem.tenant;

import io.tandem.id.Domain;
import io.tandem.id.TenantId;
import io.tandem.store.StoreException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a tenant entity's work through the database, one at a time, from one immutable state to
 * the next. Its stages never fail: what went wrong is in the result.
 */
final class TenantWriter {
  private static final Logger LOG = LoggerFactory.getLogger(TenantWriter.class);
  private static final int ATTEMPTS = 3;

  private final TenantId tenant;
  private final TenantEnvironment environment;
  private final Clock clock;

  TenantWriter(TenantId tenant, TenantEnvironment environment) {
    this.tenant = tenant;
    this.environment = environment;
    this.clock = environment.clock();
  }

  /**
   * How a work ended.
   *
   * @param copy the tenant from now on, {@code null} when it does not exist
   * @param reply for who asked
   * @param news for the nodes, or {@code null}
   * @param later what to do in a while to find out or put right what is left open, or {@code null}
   */
  record Written(
      TenantCopy copy, TenantReply reply, TenantNode.News news, TenantEntity.Command later) {}

  /** Creates the tenant, of which {@code copy} may exist already. */
  CompletionStage<Written> create(TenantCopy copy, TenantLifecycle.NewTenant wish) {
    if (copy != null) {
      return refused(copy, new Outcome.Conflict<>("exists", "the tenant exists"));
    }
    return environment
        .lifecycle()
        .create(tenant, wish)
        .handle(
            (created, error) -> {
              if (error != null) {
                return new Written(
                    null, reply(error), null, new TenantEntity.Settle(wish.domain()));
              }
              if (created.domainTaken()) {
                var taken =
                    new Outcome.Conflict<TenantChanged>(
                        "domain_taken", wish.domain() + " is another tenant's");
                return new Written(null, TenantReply.of(taken), null, null);
              }
              return new Written(
                  created.copy(),
                  TenantReply.done(created.change()),
                  new TenantNode.Changed(created.change()),
                  null);
            });
  }

  /** Makes one change, deciding anew when another writer was faster. */
  CompletionStage<Written> change(TenantCopy copy, TenantEntity.Change change) {
    return change(copy, change, false, ATTEMPTS);
  }

  private CompletionStage<Written> change(
      TenantCopy copy, TenantEntity.Change change, boolean moved, int attempts) {
    if (copy == null) {
      return refused(null, new Outcome.NotFound<>());
    }
    if (attempts == 0) {
      return refused(copy, new Outcome.Busy<>());
    }
    var target = change.change().target();
    if (target != null && copy.unreadable().containsKey(target)) {
      return refused(copy, unreadable(target));
    }
    var decision =
        TenantDecider.decide(
            copy.configuration(), copy.codec(), change.change(), change.expected());
    if (decision instanceof TenantDecider.Refused refused) {
      var news = moved ? TenantNode.Moved.of(copy) : null;
      return CompletableFuture.completedFuture(
          new Written(copy, TenantReply.of(refused.outcome()), news, null));
    }
    return write(copy, change, (TenantDecider.Accepted) decision, attempts)
        .exceptionally(error -> new Written(copy, reply(error), null, TenantEntity.Load.INSTANCE));
  }

  private CompletionStage<Written> write(
      TenantCopy copy, TenantEntity.Change change, TenantDecider.Accepted accepted, int attempts) {
    var next = copy.with(accepted.next());
    var changed = new TenantChanged(tenant, next.version(), accepted.puts(), accepted.removals());
    return announceDeletion(next)
        .thenCompose(
            listed ->
                environment.storage().change(changed, audit(copy, next, accepted, change.origin())))
        .thenCompose(
            applied ->
                applied
                    ? enlist(copy, next).thenApply(later -> done(next, changed, later))
                    : reread().thenCompose(other -> change(other, change, true, attempts - 1)));
  }

  private static Written done(
      TenantCopy next, TenantChanged changed, Optional<TenantEntity.Command> later) {
    return new Written(
        next, TenantReply.done(changed), new TenantNode.Changed(changed), later.orElse(null));
  }

  /** The list must know of a deletion before it begins, so that an interrupted one is found. */
  private CompletionStage<Void> announceDeletion(TenantCopy next) {
    return next.profile().status() == TenantStatus.DELETING
        ? environment.storage().enlist(next.summary())
        : CompletableFuture.completedFuture(null);
  }

  /** The change is made; a list that cannot be brought up to date now is so later. */
  private CompletionStage<Optional<TenantEntity.Command>> enlist(
      TenantCopy before, TenantCopy after) {
    if (before.summary().equals(after.summary())) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return environment
        .storage()
        .enlist(after.summary())
        .handle(
            (done, error) ->
                Optional.ofNullable(error)
                    .map(failed -> new TenantEntity.Settle(after.profile().domain())));
  }

  private CompletionStage<TenantCopy> reread() {
    return read().thenApply(stored -> stored.orElse(null));
  }

  /** The tenant as it is stored. */
  CompletionStage<Optional<TenantCopy>> read() {
    return environment
        .storage()
        .read(tenant)
        .thenApply(
            stored -> stored.map(each -> TenantCopy.read(tenant, each, environment.masterKeys())))
        .thenApply(
            copy -> {
              copy.ifPresent(environment.unreadable()::note);
              return copy;
            });
  }

  private TenantStorage.Audit audit(
      TenantCopy before, TenantCopy after, TenantDecider.Accepted accepted, Origin origin) {
    var target = accepted.target();
    return new TenantStorage.Audit(
        clock.instant(),
        origin,
        accepted.action(),
        target.kind() + "/" + target.id(),
        before.audited(target),
        after.audited(target));
  }

  /**
   * Finishes what an interrupted creation or deletion left; {@code domain} as the list says. A
   * creation whose outcome is not known may have stored the tenant.
   */
  CompletionStage<Written> settle(TenantCopy copy, Domain domain) {
    if (copy != null) {
      return settleStored(copy, domain);
    }
    return reread()
        .thenCompose(stored -> settleStored(stored, domain))
        .exceptionally(error -> new Written(null, null, null, new TenantEntity.Settle(domain)));
  }

  private CompletionStage<Written> settleStored(TenantCopy copy, Domain domain) {
    boolean deleting = copy != null && copy.profile().status() == TenantStatus.DELETING;
    CompletionStage<Boolean> exists =
        deleting
            ? environment.lifecycle().delete(copy).thenApply(deleted -> false)
            : environment.lifecycle().settle(tenant, domain, copy);
    return exists.handle(
        (found, error) -> {
          if (error != null) {
            return unsettled(copy, domain, error);
          }
          return found
              ? new Written(copy, null, TenantNode.Moved.of(copy), null)
              : new Written(null, null, new TenantNode.Erased(tenant, domain), null);
        });
  }

  /** What is stored there says more than this version can read, and would be lost. */
  private static Outcome<TenantChanged> unreadable(StoredObject.Key target) {
    return new Outcome.Conflict<>(
        "unreadable",
        "the stored "
            + target.kind()
            + " cannot be read by this node's release; it stays as it is");
  }

  /** What the database refuses for good is left to the next sweep instead of being repeated. */
  private Written unsettled(TenantCopy copy, Domain domain, Throwable error) {
    if (StoreException.isRefusal(error)) {
      LOG.error("Tenant {} cannot be settled: {}", tenant, error.toString());
      return new Written(copy, null, null, null);
    }
    return new Written(copy, null, null, new TenantEntity.Settle(domain));
  }

  private static CompletionStage<Written> refused(TenantCopy copy, Outcome<TenantChanged> outcome) {
    return CompletableFuture.completedFuture(
        new Written(copy, TenantReply.of(outcome), null, null));
  }

  /** What the database refuses for good is the wish's fault, and was not done for sure. */
  private static TenantReply reply(Throwable error) {
    return StoreException.isRefusal(error)
        ? TenantReply.of(
            new Outcome.Invalid<>(
                List.of(
                    new FieldError("body", "the database never takes it: too long, or no text"))))
        : TenantReply.failed(cause(error));
  }

  private static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
