package io.tandem.edge;

import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.tenant.ExtensionConfiguration;
import io.tandem.tenant.TenantConfiguration;
import io.tandem.tenant.TenantDirectory;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Finds out whose a request is and has it proved; who cannot prove it goes no further. The request
 * begins its transaction when it is proved, and until then leaves no state behind.
 */
final class Door {
  private static final Refusal TOO_MANY = Refusal.busy("tenant-transactions", 5);

  private final TenantDirectory tenants;
  private final Authenticator authenticator;
  private final Whereabouts whereabouts;
  private final Waiting waiting;
  private final Answers answers;

  Door(
      TenantDirectory tenants,
      Authenticator authenticator,
      Whereabouts whereabouts,
      Waiting waiting,
      Answers answers) {
    this.tenants = tenants;
    this.authenticator = authenticator;
    this.whereabouts = whereabouts;
    this.waiting = waiting;
    this.answers = answers;
  }

  /** Goes on with an authenticated request, on its loop, and with what its sender has signed. */
  @FunctionalInterface
  interface Authenticated {
    void accept(
        ServerTransaction transaction,
        TenantConfiguration tenant,
        ExtensionConfiguration extension,
        String digestUri);
  }

  /**
   * Authenticates by this node's copy of the tenant's configuration; only when there is none yet,
   * as with the first request after a start, it has to be read.
   */
  void pass(ServerTransaction transaction, Authenticator.Role role, Authenticated then) {
    var claim = Claim.of(transaction.request(), role.credentials, tenants);
    var copy = claim.tenant() == null ? null : tenants.find(claim.tenant());
    if (copy != null) {
      authenticate(transaction, role, claim, copy, then);
      return;
    }
    waiting.unproven(
        transaction,
        () -> load(claim),
        (same, loaded) -> authenticate(same, role, claim, loaded.orElse(null), then));
  }

  private CompletionStage<Optional<TenantConfiguration>> load(Claim claim) {
    return claim.tenant() == null ? tenants.load(claim.domain()) : tenants.load(claim.tenant());
  }

  private void authenticate(
      ServerTransaction transaction,
      Authenticator.Role role,
      Claim claim,
      TenantConfiguration tenant,
      Authenticated then) {
    var flow = transaction.flow();
    var outcome = authenticator.authenticate(transaction.request(), role, claim, tenant, flow);
    if (outcome.stranger() != null && transaction.hold()) {
      waiting.unproven(
          transaction,
          () -> whereabouts.askFor(outcome.stranger()),
          (same, asked) -> authenticate(same, role, claim, tenant, then));
      return;
    }
    if (outcome.stranger() != null) {
      var failure = Failure.authenticated(FailureCause.GUESSING, flow).of(tenant.id());
      answers.refuse(
          transaction,
          outcome.refusal(),
          failure.extension(outcome.stranger().extension().value()));
      return;
    }
    if (outcome.refusal() != null) {
      answers.refuse(transaction, outcome.refusal());
      return;
    }
    if (!transaction.beginFor(tenant.id())) {
      var failure = Failure.authenticated(FailureCause.FLOOD, flow);
      answers.refuse(transaction, TOO_MANY, failure.of(tenant.id()));
      return;
    }
    then.accept(transaction, tenant, outcome.extension(), outcome.digestUri());
  }
}
