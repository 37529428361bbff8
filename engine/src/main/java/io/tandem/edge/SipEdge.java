package io.tandem.edge;

import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.message.SipSyntaxException;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transaction.TransactionUser;
import io.tandem.sip.transport.Flow;

/** What the transaction layer tells of requests, on their event loops. Never blocks. */
final class SipEdge implements TransactionUser {
  private static final Refusal NOT_READY = Refusal.busy("starting", 1);

  private final AttachedStack stack;
  private final RequestChecks checks;
  private final Registrations registrations;
  private final Invitations invitations;
  private final Dialogs dialogs;
  private final Answers answers;
  private final EdgeMetrics metrics;
  private final FlowKeeper keeper;
  private final FlowAllowance unknownMethods;

  SipEdge(
      AttachedStack stack,
      RequestChecks checks,
      Registrations registrations,
      Invitations invitations,
      Dialogs dialogs,
      Answers answers,
      EdgeMetrics metrics,
      FlowKeeper keeper,
      FlowAllowance unknownMethods) {
    this.stack = stack;
    this.checks = checks;
    this.registrations = registrations;
    this.invitations = invitations;
    this.dialogs = dialogs;
    this.answers = answers;
    this.metrics = metrics;
    this.keeper = keeper;
    this.unknownMethods = unknownMethods;
  }

  @Override
  public void onRequest(ServerTransaction transaction) {
    answers.guarded(transaction, () -> receive(transaction));
  }

  private void receive(ServerTransaction transaction) {
    var request = transaction.request();
    var refusal = stack.isAttached() ? checks.refuse(request) : NOT_READY;
    if (refusal == NOT_READY) {
      answers.refuse(transaction, refusal);
    } else if (RequestChecks.isOfMethod(refusal) && !unknownMethods.takeOne(transaction.flow())) {
      var failure = Failure.of(FailureCause.FLOOD, transaction.flow());
      answers.drop(transaction, failure, request.method() + " again and again");
    } else if (refusal != null) {
      var failure = Failure.of(FailureCause.REQUEST_REFUSED, transaction.flow());
      answers.refuse(transaction, refusal, failure);
    } else if (RequestChecks.isInDialog(request)) {
      dialogs.requested(transaction);
    } else {
      begin(transaction, request);
    }
  }

  private void begin(ServerTransaction transaction, SipRequest request) {
    switch (request.method()) {
      case "INVITE" -> invitations.receive(transaction);
      case "REGISTER" -> registrations.receive(transaction);
      default -> options(transaction, request);
    }
  }

  /**
   * OPTIONS is answered as an INVITE would be (§11.2): a proxy that pings with it learns that a
   * draining node takes no more calls. In a dialog it asks for something else.
   */
  private void options(ServerTransaction transaction, SipRequest request) {
    if (invitations.isDraining()) {
      answers.refuse(transaction, Invitations.DRAINING);
    } else {
      answers.accept(transaction, capabilities(request));
    }
  }

  /** Says what we can, to everybody, so it names no tenant. */
  private static SipResponse capabilities(SipRequest request) {
    return SipResponse.to(request, 200)
        .header("Allow", Capabilities.ALLOW_ALL)
        .header("Accept", Capabilities.ACCEPT)
        .header("Supported", Capabilities.ALL_SUPPORTED)
        .build();
  }

  @Override
  public void onAck(SipRequest ack, Flow flow) {
    try {
      dialogs.acknowledged(ack, flow);
    } catch (SipSyntaxException e) {
      metrics.strayAck();
    }
  }

  @Override
  public void onCancel(ServerTransaction invite, SipRequest cancel) {
    answers.guarded(
        invite,
        () -> {
          if (!dialogs.cancelled(invite.request(), cancel)) {
            invitations.cancelled(invite, cancel);
          }
        });
  }

  @Override
  public void onClosed(Flow flow) {
    keeper.closed(flow);
  }

  @Override
  public boolean onStrayResponse(SipResponse response, Flow flow) {
    if (keeper.answered(response)) {
      return true;
    }
    metrics.strayResponse();
    return false;
  }
}
