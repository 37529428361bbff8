package io.tandem.sip.transaction;

import io.tandem.net.RareLog;
import io.tandem.net.Timers;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.message.Via;
import io.tandem.sip.transaction.TransactionMetrics.Drop;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.HostPort;
import io.tandem.sip.transport.Transport;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/** The client transactions of one event loop: plain maps, for its thread alone. */
final class ClientTransactions {
  private static final RareLog LOG = RareLog.of(ClientTransactions.class);
  private static final Map<String, String> ASK_RPORT = Map.of("rport", "");

  private final LoopEnvironment environment;
  private final TransactionMetrics metrics;
  private final Executor later;
  private final Branches branches;
  // By branch. A CANCEL has the branch of its INVITE, and no other request shares one.
  private final Map<String, UacTransaction> transactions = new HashMap<>();
  private final Map<String, UacTransaction> cancels = new HashMap<>();

  /**
   * @param later runs tasks on the loop, never within the call
   */
  ClientTransactions(LoopEnvironment environment, SecureRandom random, Executor later) {
    this.environment = environment;
    this.metrics = environment.metrics();
    this.later = later;
    this.branches = new Branches(environment.loop(), random);
  }

  /** Adds our Via and sends. */
  UacTransaction send(SipRequest request, Flow flow, ClientTransactionUser user) {
    return begin(transactions, withVia(request, flow), flow, user);
  }

  /** The CANCEL has its Via; its responses tell nobody anything. */
  void sendCancel(SipRequest cancel, Flow flow) {
    begin(cancels, cancel, flow, SilentUser.INSTANCE);
  }

  /**
   * Sends an ACK of a 2xx (§13.2.2.4), or another request that is not repeated: with a branch of
   * its own, without a transaction.
   */
  void sendAck(SipRequest ack, Flow flow) {
    environment.sender().send(withVia(ack, flow).encode(), flow, null);
  }

  private UacTransaction begin(
      Map<String, UacTransaction> table,
      SipRequest request,
      Flow flow,
      ClientTransactionUser user) {
    UacTransaction transaction = new UacTransaction(this, request, flow, user);
    table.put(transaction.branch(), transaction);
    metrics.clients().incrementAndGet();
    transaction.start();
    return transaction;
  }

  private SipRequest withVia(SipRequest request, Flow flow) {
    HostPort sentBy = environment.sender().advertised(flow);
    Map<String, String> parameters = flow.transport() == Transport.UDP ? ASK_RPORT : Map.of();
    String host = sentBy.host().indexOf(':') < 0 ? sentBy.host() : "[" + sentBy.host() + "]";
    return request.withTopVia(
        new Via(flow.transport().name(), host, sentBy.port(), branches.next(), parameters));
  }

  /** Handles a response (§17.1.3, §18.1.2). */
  void response(SipResponse response, Flow flow) {
    Via via = response.topVia();
    if (response.viaCount() != 1 || !isOurs(via)) {
      metrics.dropped(Drop.FOREIGN_VIA);
      return;
    }
    boolean ofCancel = response.method().equals("CANCEL");
    UacTransaction transaction = (ofCancel ? cancels : transactions).get(via.branch());
    if (transaction != null && transaction.method().equals(response.method())) {
      environment.sender().proven(flow);
      transaction.receive(response, flow);
      return;
    }
    guarded(
        () -> {
          if (!environment.user().onStrayResponse(response, flow)) {
            metrics.dropped(Drop.STRAY_RESPONSE);
          }
        });
  }

  private boolean isOurs(Via via) {
    return via.port() > 0 && environment.sender().isOurs(new HostPort(via.host(), via.port()));
  }

  /** A fault of the user costs one response, not the loop. */
  void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | StackOverflowError e) {
      metrics.dropped(Drop.USER_ERROR);
      LOG.error("a SIP response could not be processed", e);
    }
  }

  void executeLater(Runnable task) {
    later.execute(task);
  }

  void remove(UacTransaction transaction) {
    boolean removed =
        transactions.remove(transaction.branch(), transaction)
            || cancels.remove(transaction.branch(), transaction);
    if (removed) {
      metrics.clients().decrementAndGet();
    }
  }

  /** Ends all; users that wait for a response get a transport error. */
  void close() {
    List<UacTransaction> all = new ArrayList<>(transactions.values());
    all.addAll(cancels.values());
    all.forEach(UacTransaction::close);
  }

  Timers timers() {
    return environment.timers();
  }

  TimerSettings settings() {
    return environment.settings().timers();
  }

  MessageSender sender() {
    return environment.sender();
  }

  TransactionMetrics metrics() {
    return metrics;
  }

  /** Who sends a CANCEL waits for the INVITE's response, not for this one's. */
  private enum SilentUser implements ClientTransactionUser {
    INSTANCE;

    @Override
    public void onResponse(SipResponse response, Flow from) {
      // 200 or 481: the INVITE's own final response says what became of it
    }

    @Override
    public void onTimeout() {
      // counted; the INVITE is given up by its own timer
    }

    @Override
    public void onTransportError(String reason) {
      // counted by the transport layer
    }
  }
}
