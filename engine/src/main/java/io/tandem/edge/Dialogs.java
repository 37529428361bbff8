package io.tandem.edge;

import io.tandem.call.CallEntity;
import io.tandem.call.leg.DialogToken;
import io.tandem.call.leg.DialogTokens;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.transaction.ServerTransaction;
import io.tandem.sip.transport.Flow;
import java.time.Clock;
import java.time.Duration;

/**
 * Requests inside dialogs: the token that we gave the peer as Contact and tag says whose they are,
 * so they go straight to their call, on whatever node it lives.
 */
final class Dialogs {
  private static final Refusal UNKNOWN = Refusal.of(481, "no-dialog");
  private static final Refusal TOO_MANY = Refusal.busy("dialog", 1);

  /** A 2xx that comes again is acknowledged again, eleven times at most (RFC 3261 §13.2.2.4). */
  static final int ACKS = 64;

  private static final Duration ACK_INTERVAL = Duration.ofMillis(500);
  private static final int MAX_ACKNOWLEDGING = 20_000;

  private final DialogTokens tokens;
  private final Calls calls;
  private final AttachedStack stack;
  private final DirectContacts direct;
  private final Answers answers;
  private final EdgeMetrics metrics;
  private final KeyedAllowance<Acknowledging> acks;

  Dialogs(
      DialogTokens tokens,
      Calls calls,
      AttachedStack stack,
      DirectContacts direct,
      Answers answers,
      EdgeMetrics metrics,
      Clock clock) {
    this.tokens = tokens;
    this.calls = calls;
    this.stack = stack;
    this.direct = direct;
    this.answers = answers;
    this.metrics = metrics;
    this.acks = new KeyedAllowance<>(clock, ACKS, ACK_INTERVAL, MAX_ACKNOWLEDGING);
  }

  /** Each side of a call has its own allowance: one cannot use up the other's. */
  private record Acknowledging(CallId call, LegId leg) {}

  void requested(ServerTransaction transaction) {
    var request = transaction.request();
    var token = tokenOf(request);
    if (token == null) {
      answers.refuse(transaction, UNKNOWN);
      return;
    }
    if (!transaction.beginIn(token.call())) {
      answers.refuse(transaction, TOO_MANY);
      return;
    }
    answers.passed(request);
    var incoming = Translation.incoming(request, transaction.ref(), transaction.flow(), direct);
    calls.tell(
        token.tenant(),
        token.call(),
        new CallEntity.Requested(token.leg(), token.variant(), incoming));
  }

  /**
   * The ACK of a 2xx, which is never answered. It begins no transaction that would bound how many
   * come, and anybody who has the token can send it, so each side of a call is heard so often only.
   */
  void acknowledged(SipRequest ack, Flow flow) {
    var token = tokenOf(ack);
    if (token == null || !acks.takeOne(new Acknowledging(token.call(), token.leg()))) {
      metrics.strayAck();
      return;
    }
    stack.get().proven(flow);
    answers.passed(ack);
    var incoming = Translation.incoming(ack, null, flow, direct);
    calls.tell(
        token.tenant(),
        token.call(),
        new CallEntity.Requested(token.leg(), token.variant(), incoming));
  }

  /** A re-INVITE was cancelled; {@code false} when {@code invite} is in no dialog of ours. */
  boolean cancelled(SipRequest invite, SipRequest cancel) {
    var token = invite.toTag() == null ? null : tokenOf(invite);
    if (token == null) {
      return false;
    }
    calls.tell(
        token.tenant(),
        token.call(),
        new CallEntity.Cancelled(token.leg(), invite.cseq(), Translation.headers(cancel)));
    return true;
  }

  /** From the Request-URI, or from the To-tag when a proxy or a phone has lost our Contact. */
  private DialogToken tokenOf(SipRequest request) {
    var uri = request.uri();
    var token = uri == null ? null : tokens.parse(uri.user());
    return token != null ? token : tokens.parse(request.toTag());
  }
}
