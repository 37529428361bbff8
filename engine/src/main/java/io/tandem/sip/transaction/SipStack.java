package io.tandem.sip.transaction;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.tandem.id.NodeId;
import io.tandem.net.EventLoops;
import io.tandem.net.LoopTimers;
import io.tandem.sip.message.SipParser;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.transaction.TransactionMetrics.Drop;
import io.tandem.sip.transport.BoundListener;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.HostPort;
import io.tandem.sip.transport.SipTrace;
import io.tandem.sip.transport.Transport;
import io.tandem.sip.transport.TransportLayer;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A node's SIP: its transport and transaction layers. A transaction belongs to one event loop for
 * life, and all its calls to the user happen there. Methods may be called from any thread.
 */
public final class SipStack implements AutoCloseable {
  private final NodeId node;
  private final TransactionMetrics metrics;
  private final List<SipLoop> loops;
  private final TransportLayer transport;

  private SipStack(
      SipStackSettings settings,
      NodeId node,
      EventLoopGroup group,
      TransactionUser user,
      MeterRegistry meters) {
    this.node = node;
    this.metrics = new TransactionMetrics(meters);
    SipParser parser = new SipParser(settings.messages());
    StackInbound inbound = new StackInbound(parser, metrics);
    this.transport = new TransportLayer(settings.transport(), node, group, inbound, meters);
    MessageSender sender = new TransportSender(transport);
    List<SipLoop> created = new ArrayList<>();
    MergedRequests mergedRequests = new MergedRequests();
    SecureRandom random = new SecureRandom();
    AtomicInteger unproven = new AtomicInteger();
    for (EventLoop loop : EventLoops.loopsOf(group)) {
      LoopEnvironment environment =
          new LoopEnvironment(
              node, created.size(), settings, new LoopTimers(loop), sender, user, metrics);
      created.add(
          new SipLoop(
              loop,
              parser,
              environment,
              new ClientTransactions(environment, random, loop),
              new ServerTransactions(
                  environment, mergedRequests, new ServerShares(settings, unproven))));
    }
    this.loops = List.copyOf(created);
    loops.forEach(loop -> loop.servers().attach(loops));
    inbound.attach(sender, loops, user);
  }

  /**
   * Opens all listeners. Fails with {@link io.tandem.sip.transport.ListenException} if one does not
   * open; nothing stays open then.
   *
   * @param group one loop a core; stays the caller's, who shuts it down after {@link #close()}
   * @param user gets every new request
   */
  public static CompletionStage<SipStack> start(
      SipStackSettings settings,
      NodeId node,
      EventLoopGroup group,
      TransactionUser user,
      MeterRegistry meters) {
    SipStack stack = new SipStack(settings, node, group, user, meters);
    return stack.transport.open().thenApply(opened -> stack);
  }

  /**
   * Sends a request in a client transaction of its own.
   *
   * @param request without our Via
   * @param user gets its responses, on the transaction's loop
   */
  public ClientTransaction send(SipRequest request, Flow flow, ClientTransactionUser user) {
    SipLoop loop = loopFor(request);
    Sending sending = new Sending(request, loop);
    loop.run(() -> sending.begin(flow, user));
    return sending;
  }

  /**
   * Sends a request without a transaction: the ACK of a 2xx, or one that is not repeated and whose
   * answer is for {@link TransactionUser#onStrayResponse}.
   */
  public void send(SipRequest ack, Flow flow) {
    SipLoop loop = loopFor(ack);
    loop.run(() -> loop.clients().sendAck(ack, flow));
  }

  /** The caller's own loop, if it is on one; else the same for all requests of a call. */
  private SipLoop loopFor(SipRequest request) {
    for (SipLoop loop : loops) {
      if (loop.eventLoop().inEventLoop()) {
        return loop;
      }
    }
    return loops.get(Math.floorMod(request.callId().hashCode(), loops.size()));
  }

  /**
   * Runs {@code action} with a server transaction, on its loop. Dropped and counted if it is gone
   * or has its final response.
   */
  public void withServerTransaction(TransactionRef ref, Consumer<ServerTransaction> action) {
    withServerTransaction(ref, action, () -> {});
  }

  /**
   * The same, and then runs {@code after} whether the transaction was there or not; before anything
   * that arrives for it later is dealt with.
   */
  public void withServerTransaction(
      TransactionRef ref, Consumer<ServerTransaction> action, Runnable after) {
    boolean here = ref.node().equals(node) && ref.loop() >= 0 && ref.loop() < loops.size();
    if (!here) {
      metrics.dropped(Drop.LATE_RESPONSE);
      after.run();
      return;
    }
    SipLoop loop = loops.get(ref.loop());
    loop.run(
        () -> {
          loop.servers().with(ref.key(), action);
          after.run();
        });
  }

  /** Shows the messages that come and go. */
  public SipTrace trace() {
    return transport.trace();
  }

  /** The open listeners, in the order of the settings. */
  public List<BoundListener> listeners() {
    return transport.listeners();
  }

  /** What stands in Via and Contact of what leaves by {@code flow}. */
  public HostPort advertised(Flow flow) {
    return transport.advertised(flow);
  }

  /**
   * The other end of {@code flow} has proved something by what is in no transaction: the ACK of a
   * 2xx. What begins a transaction says so itself.
   */
  public void proven(Flow flow) {
    transport.proven(flow);
  }

  /** Whether something can be sent on {@code flow}: its connection, or another one, is there. */
  public boolean isOpen(Flow flow) {
    return transport.isOpen(flow);
  }

  /**
   * A flow to {@code target} from a listener that fits; TCP connections are opened on demand.
   *
   * @throws IllegalArgumentException when no listener has this transport, or {@code target} is an
   *     unresolved name
   */
  public Flow flowTo(Transport protocol, InetSocketAddress target) {
    return transport.flowTo(protocol, target);
  }

  /** Like {@link #close()}, without waiting. */
  public CompletionStage<Void> closeAsync() {
    List<CompletableFuture<Void>> ended = new ArrayList<>();
    for (SipLoop loop : loops) {
      ended.add(CompletableFuture.runAsync(loop::close, loop.eventLoop()));
    }
    return CompletableFuture.allOf(ended.toArray(CompletableFuture[]::new))
        .thenCompose(done -> transport.close());
  }

  /**
   * Ends all transactions, closes all connections and listeners, and waits for that. Not to be
   * called on an event loop.
   */
  @Override
  public void close() {
    closeAsync().toCompletableFuture().join();
  }

  /** What the user holds of a client transaction: a way to its loop. */
  private static final class Sending implements ClientTransaction {
    private final SipRequest request;
    private final SipLoop loop;
    private UacTransaction transaction;

    Sending(SipRequest request, SipLoop loop) {
      this.request = request;
      this.loop = loop;
    }

    void begin(Flow flow, ClientTransactionUser user) {
      if (loop.isClosed()) {
        loop.clients().executeLater(() -> user.onTransportError("the SIP stack is closed"));
        return;
      }
      try {
        transaction = loop.clients().send(request, flow, user);
      } catch (IllegalArgumentException e) {
        loop.clients().executeLater(() -> user.onTransportError(e.getMessage()));
      }
    }

    @Override
    public SipRequest request() {
      return request;
    }

    @Override
    public void cancel(Map<String, String> headers) {
      Map<String, String> copy = Map.copyOf(headers);
      loop.eventLoop().execute(() -> cancelNow(copy)); // never before the request itself
    }

    @Override
    public void cancel(Map<String, String> headers, Flow flow) {
      Map<String, String> copy = Map.copyOf(headers);
      loop.eventLoop()
          .execute(
              () -> {
                if (transaction != null) {
                  transaction.cancel(copy, flow);
                }
              });
    }

    private void cancelNow(Map<String, String> headers) {
      if (transaction != null) {
        transaction.cancel(headers);
      }
    }
  }
}
