package io.tandem.sip.transaction;

import io.netty.channel.EventLoop;
import io.tandem.net.RareLog;
import io.tandem.sip.message.MessageScan;
import io.tandem.sip.message.ParseResult;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipParser;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.message.SipSyntaxException;
import io.tandem.sip.transaction.TransactionMetrics.Drop;
import io.tandem.sip.transport.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/** One event loop's share of the transactions: takes its messages, parses and dispatches them. */
final class SipLoop {
  private static final RareLog LOG = RareLog.of(SipLoop.class);

  private final EventLoop loop;
  private final SipParser parser;
  private final TransactionMetrics metrics;
  private final ClientTransactions clients;
  private final ServerTransactions servers;
  private final int maxWaiting;
  private final AtomicInteger waiting = new AtomicInteger();
  private boolean closed;

  SipLoop(
      EventLoop loop,
      SipParser parser,
      LoopEnvironment environment,
      ClientTransactions clients,
      ServerTransactions servers) {
    this.loop = loop;
    this.parser = parser;
    this.metrics = environment.metrics();
    this.maxWaiting = environment.settings().maxWaiting();
    this.clients = clients;
    this.servers = servers;
  }

  EventLoop eventLoop() {
    return loop;
  }

  ClientTransactions clients() {
    return clients;
  }

  ServerTransactions servers() {
    return servers;
  }

  /** Runs {@code task} on the loop: at once if the caller is there already. */
  void run(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }

  /** Takes a message from whatever loop read it; hands it over once, unparsed. */
  void take(Arrival arrival) {
    if (loop.inEventLoop()) {
      receive(arrival);
      return;
    }
    if (waiting.incrementAndGet() > maxWaiting) {
      waiting.decrementAndGet();
      metrics.dropped(Drop.QUEUE_FULL);
      return;
    }
    loop.execute(
        () -> {
          waiting.decrementAndGet();
          receive(arrival);
        });
  }

  /** A defect that a message brings out costs that message, and never reaches the event loop. */
  private void receive(Arrival arrival) {
    if (closed) {
      return;
    }
    try {
      process(arrival);
    } catch (RuntimeException | StackOverflowError e) {
      metrics.dropped(Drop.ERROR);
      LOG.error("a SIP message could not be processed", e);
    }
  }

  private void process(Arrival arrival) {
    MessageScan scan = arrival.scan();
    String method = scan.isRequest() ? scan.method() : null;
    String key = method == null ? null : ServerKey.of(scan, method);
    if (key != null && servers.absorb(key, method, arrival.flow(), arrival.size())) {
      return;
    }
    ParseResult result = arrival.parse(parser);
    if (result instanceof ParseResult.Message parsed) {
      dispatch(key, parsed.message(), arrival);
    } else if (result instanceof ParseResult.Malformed malformed) {
      refuse(malformed, arrival);
    }
  }

  private void dispatch(String key, SipMessage message, Arrival arrival) {
    if (message instanceof SipRequest request) {
      servers.request(key, request, arrival.flow(), arrival.size());
    } else {
      clients.response((SipResponse) message, arrival.flow());
    }
  }

  /** Answers what cannot be understood, where that is possible, and counts it. */
  private void refuse(ParseResult.Malformed malformed, Arrival arrival) {
    metrics.malformed(malformed.status());
    SipResponse answer = malformed.answer();
    if (answer != null) {
      servers.responses().send(answer, wayOf(answer, arrival.flow()), arrival.size());
    }
  }

  /** A Via of another version of SIP says nothing that we understand. */
  private static Flow wayOf(SipResponse answer, Flow source) {
    try {
      return ResponsePath.of(answer.topVia(), source).flow();
    } catch (SipSyntaxException e) {
      return source;
    }
  }

  /** Whether no transaction may begin any more. */
  boolean isClosed() {
    return closed;
  }

  /** Ends all transactions and takes no more messages. */
  void close() {
    closed = true;
    servers.close();
    clients.close();
  }
}
