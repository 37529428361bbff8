package io.tandem.edge;

import io.tandem.id.CallId;
import io.tandem.id.TenantId;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.tenant.AdmissionDecision;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which call an INVITE from outside of a dialog has become, for its CANCEL. Forgotten with the
 * final response; an INVITE that never gets one, because its call's node has died, is forgotten an
 * hour later. Safe for use by any thread.
 */
final class InviteOwners {
  private static final Duration FORGET_AFTER = Duration.ofHours(1);
  private static final int SWEEP_EVERY = 4_096;

  private final ConcurrentHashMap<TransactionRef, Owner> owners = new ConcurrentHashMap<>();
  private final AtomicInteger added = new AtomicInteger();
  private final Clock clock;

  InviteOwners(Clock clock) {
    this.clock = clock;
  }

  /**
   * @param attempt the attempt to call; {@code null} once the call has started
   * @param admission what the call still waits for; {@code null} once it has started
   * @param since when this was noted, in ms since 1970
   */
  record Owner(
      TenantId tenant,
      CallId call,
      long cseq,
      Invitations.Attempt attempt,
      CompletionStage<AdmissionDecision> admission,
      long since) {}

  /** {@code invite} has become {@code call}. */
  void started(TransactionRef invite, TenantId tenant, CallId call, long cseq) {
    put(invite, new Owner(tenant, call, cseq, null, null, clock.millis()));
  }

  /** {@code invite} will become a call if it is admitted. */
  void waiting(
      TransactionRef invite,
      Invitations.Attempt attempt,
      long cseq,
      CompletionStage<AdmissionDecision> admission) {
    var tenant = attempt.tenant().id();
    put(invite, new Owner(tenant, attempt.call(), cseq, attempt, admission, clock.millis()));
  }

  private void put(TransactionRef invite, Owner owner) {
    owners.put(invite, owner);
    if (added.incrementAndGet() % SWEEP_EVERY == 0) {
      long oldest = owner.since() - FORGET_AFTER.toMillis();
      owners.values().removeIf(known -> known.since() < oldest);
    }
  }

  /** Whose {@code invite} is, or {@code null}. */
  Owner find(TransactionRef invite) {
    return owners.get(invite);
  }

  void forget(TransactionRef invite) {
    owners.remove(invite);
  }

  int size() {
    return owners.size();
  }
}
