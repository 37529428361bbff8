package io.tandem.phone.agent;

import io.tandem.phone.model.PhoneSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Locale;
import java.util.Properties;
import java.util.TooManyListenersException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.sip.ClientTransaction;
import javax.sip.DialogTerminatedEvent;
import javax.sip.IOExceptionEvent;
import javax.sip.InvalidArgumentException;
import javax.sip.ListeningPoint;
import javax.sip.ObjectInUseException;
import javax.sip.RequestEvent;
import javax.sip.ResponseEvent;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.SipFactory;
import javax.sip.SipListener;
import javax.sip.SipProvider;
import javax.sip.SipStack;
import javax.sip.TimeoutEvent;
import javax.sip.TransactionAlreadyExistsException;
import javax.sip.TransactionTerminatedEvent;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One SIP stack with one socket: transactions and transport are the stack's, dialogs are the
 * phone's own, so that it can also misbehave. Everything received is handed over on the phone's
 * thread.
 */
final class SipEndpoint implements SipListener {
  private static final Logger LOG = LoggerFactory.getLogger(SipEndpoint.class);
  private static final int BIND_ATTEMPTS = 20;

  /** The one who owns the endpoint; called on its thread. */
  interface Owner {
    /**
     * @param transaction null for ACK
     */
    void request(Request request, ServerTransaction transaction);

    /** A response that belongs to no transaction (any more): a repeated 2xx. */
    void strayResponse(Response response);
  }

  private final SipStack stack;
  private final SipProvider provider;
  private final Requests requests;
  private final Executor thread;
  private final Owner owner;

  private SipEndpoint(
      SipStack stack, SipProvider provider, Requests requests, Executor thread, Owner owner) {
    this.stack = stack;
    this.provider = provider;
    this.requests = requests;
    this.thread = thread;
    this.owner = owner;
  }

  /**
   * Starts a stack.
   *
   * @throws SipException when the stack refuses or no port can be bound
   */
  static SipEndpoint open(
      PhoneSettings settings, WireRecorder recorder, Executor thread, Owner owner)
      throws SipException {
    String stackName = "phone-" + settings.name() + "-" + Messages.token();
    WireLog.announce(stackName, recorder);
    SipFactory factory = SipFactory.getInstance();
    SipStack stack = factory.createSipStack(properties(settings, stackName));
    try {
      ListeningPoint point = listen(stack, settings);
      SipProvider provider = stack.createSipProvider(point);
      provider.setAutomaticDialogSupportEnabled(false);
      Requests requests = new Requests(factory, settings, point);
      SipEndpoint endpoint = new SipEndpoint(stack, provider, requests, thread, owner);
      provider.addSipListener(endpoint);
      return endpoint;
    } catch (SipException | IOException | InvalidArgumentException e) {
      stack.stop();
      throw new SipException("cannot listen on " + settings.bindAddress(), e);
    } catch (TooManyListenersException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Properties properties(PhoneSettings settings, String stackName) {
    String transport = settings.transport().name().toLowerCase(Locale.ROOT);
    String proxy = settings.proxy() == null ? "" : settings.proxy();
    Properties properties = new Properties();
    properties.setProperty("javax.sip.STACK_NAME", stackName);
    properties.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "off");
    properties.setProperty("javax.sip.ROUTER_PATH", PhoneRouter.class.getName());
    properties.setProperty("javax.sip.OUTBOUND_PROXY", proxy + "/" + transport);
    properties.setProperty("gov.nist.javax.sip.STACK_LOGGER", StackLog.class.getName());
    properties.setProperty("gov.nist.javax.sip.SERVER_LOGGER", WireLog.class.getName());
    properties.setProperty("gov.nist.javax.sip.DELIVER_UNSOLICITED_NOTIFY", "true");
    // by default each datagram gets a thread, and messages overtake each other within the stack
    properties.setProperty("gov.nist.javax.sip.THREAD_POOL_SIZE", "1");
    return properties;
  }

  /**
   * The stack refuses port 0, so a free port is found first: one that is free for TCP may not be
   * for UDP, and someone may take it in between.
   */
  private static ListeningPoint listen(SipStack stack, PhoneSettings settings)
      throws IOException, SipException, InvalidArgumentException {
    for (int i = 1; ; i++) {
      try {
        int port = freePort(InetAddress.getByName(settings.bindAddress()));
        return stack.createListeningPoint(
            settings.bindAddress(), port, settings.transport().name().toLowerCase(Locale.ROOT));
      } catch (BindException | InvalidArgumentException e) {
        if (i == BIND_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static int freePort(InetAddress address) throws IOException {
    try (ServerSocket tcp = new ServerSocket(0, 1, address)) {
      try (DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), address)) {
        return udp.getLocalPort();
      }
    }
  }

  Requests requests() {
    return requests;
  }

  /** Sends new requests by another outbound proxy. */
  void proxy(String hostAndPort) {
    ((PhoneRouter) stack.getRouter()).proxy(hostAndPort);
  }

  /** Sends a request in a transaction of its own; its responses go to the exchange. */
  ClientTransaction send(Request request, Exchange exchange) throws SipException {
    ClientTransaction transaction = provider.getNewClientTransaction(request);
    transaction.setApplicationData(exchange);
    transaction.sendRequest();
    return transaction;
  }

  /** Sends the ACK of a 2xx, which is no transaction. */
  void sendAck(Request ack) throws SipException {
    provider.sendRequest(ack);
  }

  /** Sends a response outside of a transaction: a repeated 2xx (RFC 3261 §13.3.1.4). */
  void sendResponse(Response response) throws SipException {
    provider.sendResponse(response);
  }

  @Override
  public void processRequest(RequestEvent event) {
    Request request = event.getRequest();
    try {
      ServerTransaction transaction = event.getServerTransaction();
      if (transaction == null && !request.getMethod().equals(Request.ACK)) {
        transaction = provider.getNewServerTransaction(request);
      }
      ServerTransaction known = transaction;
      onThread(() -> owner.request(request, known));
    } catch (TransactionAlreadyExistsException e) {
      LOG.debug("Retransmission of {}", request.getMethod());
    } catch (SipException e) {
      LOG.warn("No transaction for {}", request.getMethod(), e);
    }
  }

  @Override
  public void processResponse(ResponseEvent event) {
    Response response = event.getResponse();
    ClientTransaction transaction = event.getClientTransaction();
    if (transaction != null && transaction.getApplicationData() instanceof Exchange exchange) {
      onThread(
          () -> {
            if (!exchange.response(response)) {
              owner.strayResponse(response);
            }
          });
    } else {
      onThread(() -> owner.strayResponse(response));
    }
  }

  @Override
  public void processTimeout(TimeoutEvent event) {
    if (!event.isServerTransaction()
        && event.getClientTransaction().getApplicationData() instanceof Exchange exchange) {
      onThread(() -> exchange.failed(Response.REQUEST_TIMEOUT));
    }
  }

  @Override
  public void processIOException(IOExceptionEvent event) {
    LOG.info("Transport error to {}:{}", event.getHost(), event.getPort());
    if (event.getSource() instanceof ClientTransaction transaction
        && transaction.getApplicationData() instanceof Exchange exchange) {
      onThread(() -> exchange.failed(Response.SERVICE_UNAVAILABLE));
    }
  }

  @Override
  public void processTransactionTerminated(TransactionTerminatedEvent event) {
    LOG.trace("Transaction terminated");
  }

  @Override
  public void processDialogTerminated(DialogTerminatedEvent event) {
    LOG.trace("Dialog terminated");
  }

  /**
   * Closes the socket, then stops the stack, which takes seconds and leaves threads behind.
   *
   * @return when the socket is closed
   */
  CompletableFuture<Object> close() {
    provider.removeSipListener(this);
    ListeningPoint point = provider.getListeningPoints()[0];
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                stack.deleteListeningPoint(point);
              } catch (ObjectInUseException e) {
                LOG.debug("Still in use: {}", e.toString());
              }
              return null;
            })
        .whenComplete((closed, failure) -> CompletableFuture.runAsync(stack::stop));
  }

  private void onThread(Runnable task) {
    try {
      thread.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("The phone is closed");
    }
  }
}
