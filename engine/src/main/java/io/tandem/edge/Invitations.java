package io.tandem.edge;

import io.tandem.call.CallEntity;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.id.Text;
import io.tandem.routing.Route;
import io.tandem.routing.Router;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.tenant.Admission;
import io.tandem.tenant.AdmissionDecision;
import io.tandem.tenant.ExtensionConfiguration;
import io.tandem.tenant.TenantConfiguration;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** INVITEs from outside of a dialog: authenticated, routed and admitted, they become calls. */
final class Invitations {
  static final Refusal DRAINING = Refusal.busy("draining", 5);
  private static final Refusal FOREIGN_FROM = Refusal.of(403, "from");
  private static final Refusal ELSEWHERE = Refusal.of(404, "route");
  private static final Refusal CANCELLED = Refusal.of(487, "cancelled");

  private static final int MAX_DIALLED = 128;

  private final Door door;
  private final CallOrigins origins;
  private final Admission admission;
  private final Calls calls;
  private final Function<Instant, CallId> callIds;
  private final RefusedCalls refusedCalls;
  private final InviteOwners owners;
  private final Callers callers;
  private final DirectContacts direct;
  private final Waiting waiting;
  private final Answers answers;
  private final Clock clock;
  private volatile boolean draining;

  Invitations(
      Door door,
      CallOrigins origins,
      EdgeEnvironment environment,
      RefusedCalls refusedCalls,
      InviteOwners owners,
      Callers callers,
      DirectContacts direct,
      Waiting waiting,
      Answers answers) {
    this.door = door;
    this.origins = origins;
    this.admission = environment.admission();
    this.calls = environment.calls();
    this.callIds = environment.callIds();
    this.refusedCalls = refusedCalls;
    this.owners = owners;
    this.callers = callers;
    this.direct = direct;
    this.waiting = waiting;
    this.answers = answers;
    this.clock = environment.clock();
  }

  /** An authenticated attempt to call. */
  record Attempt(
      TenantConfiguration tenant,
      ExtensionConfiguration caller,
      CallId call,
      Instant startedAt,
      String dialled,
      String dialledDomain) {}

  /** From now on new calls are refused (503). */
  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }

  void receive(ServerTransaction transaction) {
    if (draining) {
      answers.refuse(transaction, DRAINING);
      return;
    }
    door.pass(transaction, Authenticator.Role.PROXY, this::authenticated);
  }

  private void authenticated(
      ServerTransaction transaction,
      TenantConfiguration tenant,
      ExtensionConfiguration caller,
      String digestUri) {
    var request = transaction.request();
    var target = Address.of(request.requestUri());
    answers.trying(transaction);
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS); // as the id keeps it
    var attempt =
        new Attempt(
            tenant, caller, callIds.apply(now), now, cut(target.user()), cut(target.host()));
    var refusal = refuse(attempt, request);
    if (refusal != null) {
      refuse(transaction, attempt, refusal);
      return;
    }
    var origin = new CallOrigins.Origin(tenant, caller, request, digestUri, transaction.flow());
    if (origins.isFine(origin)) {
      route(transaction, attempt);
      return;
    }
    waiting.forAnswer(
        transaction,
        tenant.id(),
        () -> origins.ask(origin),
        (same, foreign) ->
            foreign.ifPresentOrElse(why -> refuse(same, attempt, why), () -> route(same, attempt)));
  }

  private void route(ServerTransaction transaction, Attempt attempt) {
    var tenant = attempt.tenant();
    var target = Address.of(transaction.request().requestUri());
    var route = callers.isHere(target.host(), tenant) ? Router.route(tenant, target.user()) : null;
    if (route instanceof Route.ToExtension found) {
      admit(transaction, attempt, found);
    } else if (route instanceof Route.Refused refused) {
      refuse(transaction, attempt, Refusal.of(refused.status(), refused.reason(), "route"));
    } else {
      refuse(transaction, attempt, ELSEWHERE);
    }
  }

  /** As records keep it: whatever was dialled, but not at any length. */
  private static String cut(String user) {
    return user == null ? "" : Text.cut(user, MAX_DIALLED);
  }

  private Refusal refuse(Attempt attempt, SipRequest request) {
    var profile = attempt.tenant().profile();
    if (!callers.mayCall(request, attempt.caller(), attempt.tenant())) {
      return FOREIGN_FROM;
    }
    return profile.statusAt(attempt.startedAt()).allowsCalls() ? null : Refusal.INACTIVE;
  }

  private void admit(ServerTransaction transaction, Attempt attempt, Route.ToExtension route) {
    waiting.forAnswer(
        transaction,
        attempt.tenant().id(),
        () -> decision(transaction, attempt),
        (same, decision) -> decided(same, attempt, route, decision));
  }

  private CompletionStage<AdmissionDecision> decision(
      ServerTransaction transaction, Attempt attempt) {
    var decision =
        admission
            .admit(attempt.tenant().id(), attempt.call())
            .exceptionally(failure -> AdmissionDecision.UNAVAILABLE);
    if (!decision.toCompletableFuture().isDone()) {
      owners.waiting(transaction.ref(), attempt, transaction.request().cseq(), decision);
    }
    return decision;
  }

  private void decided(
      ServerTransaction transaction,
      Attempt attempt,
      Route.ToExtension route,
      AdmissionDecision decision) {
    if (decision.admitted() && draining) {
      owners.forget(transaction.ref());
      admission.withdraw(attempt.tenant().id(), attempt.call());
      refuse(transaction, attempt, DRAINING);
    } else if (decision.admitted()) {
      start(transaction, attempt, route);
    } else {
      owners.forget(transaction.ref());
      refuse(transaction, attempt, refusalOf(decision));
    }
  }

  private static Refusal refusalOf(AdmissionDecision decision) {
    return switch (decision) {
      case CONCURRENT_CALLS ->
          Refusal.busy("concurrent-calls", 5).warning("Too many calls at a time");
      case CALLS_PER_SECOND ->
          Refusal.busy("calls-per-second", 1).warning("Too many calls per second");
      case TENANT_INACTIVE -> Refusal.INACTIVE;
      case UNAVAILABLE -> Refusal.busy("unavailable", 2);
      case ADMITTED -> throw new IllegalArgumentException("not a refusal: " + decision);
    };
  }

  private void start(ServerTransaction transaction, Attempt attempt, Route.ToExtension route) {
    var request = transaction.request();
    var tenant = attempt.tenant();
    owners.started(transaction.ref(), tenant.id(), attempt.call(), request.cseq());
    answers.passed(request);
    calls.tell(
        tenant.id(),
        attempt.call(),
        new CallEntity.Start(
            tenant.id(),
            tenant.profile().domain(),
            attempt.call(),
            attempt.startedAt(),
            Translation.incoming(request, transaction.ref(), transaction.flow(), direct),
            attempt.caller().number(),
            displayName(attempt.caller(), request),
            callers.isHidden(request, tenant),
            attempt.dialled(),
            attempt.dialledDomain(),
            route,
            tenant.profile().limits().callDuration()));
  }

  private static String displayName(ExtensionConfiguration caller, SipRequest request) {
    String configured = caller.displayName();
    return configured == null || configured.isEmpty() ? request.from().displayName() : configured;
  }

  private void refuse(ServerTransaction transaction, Attempt attempt, Refusal refusal) {
    refusedCalls.record(
        transaction.request(), transaction.flow(), attempt, refusal, clock.instant());
    answers.refuse(transaction, refusal);
  }

  /** The caller has given up before its call was answered (§9.2). */
  void cancelled(ServerTransaction invite, SipRequest cancel) {
    var owner = owners.find(invite.ref());
    if (owner == null || owner.admission() != null) {
      giveUp(invite, owner);
      return;
    }
    calls.tell(
        owner.tenant(),
        owner.call(),
        new CallEntity.Cancelled(LegId.CALLER, owner.cseq(), Translation.headers(cancel)));
  }

  /** It still waits at the door. Nobody hears of it any more, so an admission is given back. */
  private void giveUp(ServerTransaction invite, InviteOwners.Owner owner) {
    if (owner == null) {
      answers.refuse(invite, CANCELLED);
      return;
    }
    owners.forget(invite.ref());
    owner
        .admission()
        .thenAccept(
            decision -> {
              if (decision.admitted()) {
                admission.withdraw(owner.tenant(), owner.call());
              }
            });
    refuse(invite, owner.attempt(), CANCELLED);
  }
}
