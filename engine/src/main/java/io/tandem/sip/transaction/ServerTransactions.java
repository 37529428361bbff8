package io.tandem.sip.transaction;

import io.tandem.id.NodeId;
import io.tandem.net.RareLog;
import io.tandem.net.Timers;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transaction.TransactionMetrics.Drop;
import io.tandem.sip.transport.Flow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The server transactions of one event loop: plain maps, for its thread alone. Only who has proved
 * something gets one ({@link ServerTransaction#beginFor}), and {@link ServerShares} says how many.
 */
final class ServerTransactions {
  private static final RareLog LOG = RareLog.of(ServerTransactions.class);

  /**
   * Strangers' requests whose answer is said again in the same words when they come again, the
   * latest ones. Nothing depends on it: a flood that flushes it has them answered anew.
   */
  private static final int MAX_RECENT = 10_000;

  private final NodeId node;
  private final int loop;
  private final SipStackSettings settings;
  private final Timers timers;
  private final MessageSender sender;
  private final TransactionUser user;
  private final MergedRequests mergedRequests;
  private final TransactionMetrics metrics;
  private final StatelessResponses responses;
  private final Map<String, UasTransaction> transactions = new HashMap<>();
  private final ServerShares shares;
  private final AnsweredRequests answered;
  private final AnsweredRequests recent;
  private List<SipLoop> loops = List.of();

  ServerTransactions(
      LoopEnvironment environment, MergedRequests mergedRequests, ServerShares shares) {
    this.node = environment.node();
    this.loop = environment.loop();
    this.settings = environment.settings();
    this.timers = environment.timers();
    this.sender = environment.sender();
    this.user = environment.user();
    this.metrics = environment.metrics();
    this.mergedRequests = mergedRequests;
    this.shares = shares;
    this.responses = new StatelessResponses(sender, metrics);
    this.answered =
        new AnsweredRequests(
            timers,
            settings.timers().nanos(TransactionTimer.J, false),
            settings.maxLingeringTransactions());
    this.recent = new AnsweredRequests(answered, MAX_RECENT);
  }

  /** Tells it of all loops of its stack, of which it is one's. */
  void attach(List<SipLoop> all) {
    loops = all;
  }

  /** Handles what needs no parsing; whether that was all. */
  boolean absorb(String key, String method, Flow flow, int size) {
    if (method.equals("CANCEL") || method.equals("ACK")) {
      return false;
    }
    UasTransaction known = transactions.get(key);
    long hash = answered.hash(key);
    if (known != null) {
      known.repeated();
    } else if (answered.repeat(key, hash, sender)
        || recent.repeat(key, hash, flow, size, StatelessResponses.GAIN, sender)) {
      metrics.responseRetransmitted();
    } else {
      return false;
    }
    metrics.retransmissionAbsorbed();
    return true;
  }

  /**
   * Handles a request that is no retransmission.
   *
   * @param key its own, or that of the INVITE which it acknowledges or cancels
   * @param size how many bytes it has
   */
  void request(String key, SipRequest received, Flow flow, int size) {
    switch (received.method()) {
      case "ACK" -> ack(key, received, flow);
      case "CANCEL" -> cancel(key, received, flow, size);
      default -> arrived(key, received, flow, size);
    }
  }

  private void arrived(String key, SipRequest received, Flow flow, int size) {
    ResponsePath path = ResponsePath.of(received.topVia(), flow);
    SipRequest request = received.withReceived(flow.remote());
    MergedRequests.Key merged = MergedRequests.keyOf(request);
    boolean outside = request.toTag() == null || request.method().equals("REGISTER");
    if (outside && shares.isFull()) {
      metrics.dropped(Drop.OVERLOAD);
      String seconds = Long.toString(settings.retryAfter().toSeconds());
      SipResponse busy = SipResponse.to(request, 503).header("Retry-After", seconds).build();
      responses.send(busy, path.flow(), size);
      return;
    }
    if (!mergedRequests.enter(merged, refOf(key))) {
      metrics.dropped(Drop.MERGED);
      responses.send(SipResponse.to(request, 482).build(), path.flow(), size);
      return;
    }
    deliver(new UasTransaction(this, key, request, flow, path, merged, size));
  }

  private void deliver(UasTransaction transaction) {
    if (!guarded(() -> user.onRequest(transaction)) && transaction.isAnswerable()) {
      transaction.respond(SipResponse.to(transaction.request(), 500).build());
    }
    if (!transaction.isKept()) {
      mergedRequests.remove(transaction.merged(), transaction.ref());
    }
  }

  /** The ACK of what was answered without state says so itself, and ends here. */
  private void ack(String key, SipRequest ack, Flow flow) {
    UasTransaction invite = transactions.get(key);
    if (invite != null) {
      if (!invite.acknowledge(ack)) {
        metrics.dropped(Drop.STRAY_ACK);
      }
    } else if (!ack.acknowledgesStatelessResponse()) {
      deliverAck(ack, flow);
    }
  }

  /**
   * Answers a CANCEL at once (§9.2): 200 whenever its INVITE is known, so repeating it needs no
   * transaction of its own. A phone that has learned its public address between the two has changed
   * its Via; its INVITE is found by what else they have in common.
   */
  private void cancel(String key, SipRequest received, Flow flow, int size) {
    ResponsePath path = ResponsePath.of(received.topVia(), flow);
    SipRequest cancel = received.withReceived(flow.remote());
    UasTransaction invite = transactions.get(key);
    TransactionRef other = invite != null ? null : mergedRequests.inviteOf(cancel);
    if (other == null || other.loop() >= loops.size()) {
      cancel(invite, cancel, path.flow(), size);
      return;
    }
    SipLoop owner = loops.get(other.loop());
    owner.run(() -> owner.servers().cancelOther(other.key(), cancel, flow, path.flow(), size));
  }

  private void cancelOther(String key, SipRequest cancel, Flow from, Flow to, int size) {
    UasTransaction invite = transactions.get(key);
    boolean fits =
        invite != null && invite.flow().remote().getAddress().equals(from.remote().getAddress());
    cancel(fits ? invite : null, cancel, to, size);
  }

  /**
   * @param invite {@code null} if it is not known
   */
  private void cancel(UasTransaction invite, SipRequest cancel, Flow to, int size) {
    if (invite == null) {
      metrics.dropped(Drop.STRAY_CANCEL);
      responses.send(SipResponse.to(cancel, 481).build(), to, size);
      return;
    }
    SipResponse.Builder ok = SipResponse.to(cancel, 200);
    if (invite.toTag() != null && cancel.toTag() == null) {
      ok.toTag(invite.toTag());
    }
    responses.send(ok.build(), to, size);
    if (invite.cancel()) {
      guarded(() -> user.onCancel(invite, cancel));
    }
  }

  /** Gives {@code action} the transaction, if it is there and can be answered. */
  void with(String key, Consumer<ServerTransaction> action) {
    UasTransaction transaction = transactions.get(key);
    if (transaction == null || !transaction.isAnswerable()) {
      metrics.dropped(Drop.LATE_RESPONSE);
      return;
    }
    guarded(() -> action.accept(transaction));
  }

  void deliverAck(SipRequest ack, Flow flow) {
    guarded(() -> user.onAck(ack.withReceived(flow.remote()), flow));
  }

  /** A fault of the user costs one request, not the loop; whether there was none. */
  private boolean guarded(Runnable call) {
    try {
      call.run();
      return true;
    } catch (RuntimeException | StackOverflowError e) {
      metrics.dropped(Drop.USER_ERROR);
      LOG.error("a SIP request could not be processed", e);
      return false;
    }
  }

  /** Keeps what has begun or is held. */
  void add(UasTransaction transaction) {
    transactions.put(transaction.key(), transaction);
    metrics.servers().incrementAndGet();
  }

  /** It is answered: what has come on another way before is a copy, what comes now is not. */
  void forgetCopies(UasTransaction transaction) {
    mergedRequests.remove(transaction.merged(), transaction.ref());
  }

  void remove(UasTransaction transaction) {
    if (transactions.remove(transaction.key(), transaction)) {
      metrics.servers().decrementAndGet();
    }
    mergedRequests.remove(transaction.merged(), transaction.ref());
  }

  /** Keeps the response for retransmissions of a request whose transaction ends now. */
  void remember(UasTransaction transaction, byte[] response, Flow path) {
    answered.add(transaction.key(), response, path);
  }

  /** Keeps a response to a stranger for a while; see {@link #MAX_RECENT}. */
  void recall(UasTransaction transaction, byte[] response, Flow path) {
    recent.add(transaction.key(), response, path);
  }

  /** Ends all, without responses. */
  void close() {
    new ArrayList<>(transactions.values()).forEach(UasTransaction::abort);
    answered.close();
    recent.close();
  }

  TransactionRef refOf(String key) {
    return new TransactionRef(node, loop, key);
  }

  ServerShares shares() {
    return shares;
  }

  StatelessResponses responses() {
    return responses;
  }

  Timers timers() {
    return timers;
  }

  TimerSettings settings() {
    return settings.timers();
  }

  MessageSender sender() {
    return sender;
  }

  TransactionMetrics metrics() {
    return metrics;
  }
}
