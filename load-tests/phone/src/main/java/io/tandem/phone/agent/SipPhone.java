package io.tandem.phone.agent;

import io.tandem.phone.media.Codec;
import io.tandem.phone.media.MediaLoop;
import io.tandem.phone.media.RtpStream;
import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.CallStatus;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.phone.model.PhoneSettings;
import io.tandem.phone.model.ReceivedRequest;
import io.tandem.phone.model.RequestSpec;
import io.tandem.phone.model.SipReply;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.header.FromHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One phone: a thread of its own on which everything happens, an endpoint, a registration, any
 * number of calls.
 */
final class SipPhone implements PhoneContext, SipEndpoint.Owner {
  private static final Logger LOG = LoggerFactory.getLogger(SipPhone.class);

  private final PhoneSettings settings;
  private final MediaLoop mediaLoop;
  private final EventSink events;
  private final WireRecorder recorder;
  private final ScheduledThreadPoolExecutor thread;
  private final SipEndpoint endpoint;
  private final Credentials credentials;
  private final Credentials registering;
  private final Registration registration;
  private final CallTable calls = new CallTable();
  private IncomingBehaviour incoming;
  private CallOptions incomingOptions = CallOptions.DEFAULT;
  private int callNumber;

  /**
   * Starts the phone's stack and thread.
   *
   * @throws SipException when the stack does not start
   */
  SipPhone(PhoneSettings settings, MediaLoop mediaLoop, EventSink events) throws SipException {
    this.settings = settings;
    this.mediaLoop = mediaLoop;
    this.events = events;
    this.incoming = settings.incoming();
    this.recorder = new WireRecorder(settings.name());
    this.thread = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, settings.name()));
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.endpoint = SipEndpoint.open(settings, recorder, thread, this);
    DigestAuthenticator digest =
        new DigestAuthenticator(
            settings.digestUser(), settings.password(), settings.algorithms(), Messages::token);
    this.credentials = new Credentials(endpoint.requests().headers(), digest);
    this.registering = new Credentials(endpoint.requests().headers(), digest);
    this.registration = new Registration(this);
  }

  /** Runs a command on the phone's thread; what it throws fails the future. */
  <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> command) {
    return CompletableFuture.supplyAsync(command, thread).thenCompose(result -> result);
  }

  PhoneSettings settings() {
    return settings;
  }

  WireRecorder recorder() {
    return recorder;
  }

  Registration registration() {
    return registration;
  }

  CallLeg call(String id) {
    return calls.get(id);
  }

  /** Changes what happens to calls that come in from now on. */
  void incoming(IncomingBehaviour behaviour, CallOptions options) {
    incoming = behaviour;
    incomingOptions = options;
  }

  /** Places a call under an id that the driver chose. */
  void dial(String id, String target, CallOptions options) {
    Requests requests = endpoint.requests();
    Dialog dialog = outgoing(target, options.from());
    MediaSession media = media(options);
    Request invite =
        requests.request(Request.INVITE, dialog, dialog.nextCSeq(), options.maxForwards());
    requests.addContact(invite);
    requests.addAllow(invite);
    requests.setHeaders(invite, options.headers());
    if (!options.offerless()) {
      requests.setSdp(invite, media.offer());
    }
    CallLeg call = new CallLeg(this, id, options, dialog, media, invite, false);
    calls.add(call);
    call.dial();
  }

  /** Sends any request out of a dialog. */
  CompletableFuture<SipReply> request(RequestSpec spec) {
    Requests requests = endpoint.requests();
    Dialog dialog = outgoing(spec.target(), null);
    Request request =
        requests.request(
            spec.method(), dialog, dialog.nextCSeq(), CallOptions.DEFAULT.maxForwards());
    requests.addContact(request);
    requests.setHeaders(request, spec.headers());
    if (spec.body() != null) {
      requests.setBody(request, spec.contentType(), spec.body());
    }
    CompletableFuture<SipReply> reply = new CompletableFuture<>();
    exchange(dialog::nextCSeq, request, outcome -> reply.complete(Messages.reply(outcome)));
    return reply;
  }

  private Dialog outgoing(String target, String from) {
    Requests requests = endpoint.requests();
    var uri = requests.target(target);
    return Dialog.outgoing(requests, requests.identity(from), requests.address(uri), uri);
  }

  private MediaSession media(CallOptions options) {
    List<String> names = options.codecs().isEmpty() ? settings.codecs() : options.codecs();
    int tone = options.tone() < 0 ? settings.tone() : options.tone();
    try {
      InetAddress address = InetAddress.getByName(settings.bindAddress());
      return new MediaSession(
          new RtpStream(mediaLoop, address, tone),
          settings.bindAddress(),
          names.stream().map(Codec::named).toList(),
          settings.telephoneEvents());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("bind address " + settings.bindAddress(), e);
    }
  }

  @Override
  public SipEndpoint endpoint() {
    return endpoint;
  }

  @Override
  public IncomingBehaviour incomingBehaviour() {
    return incoming;
  }

  @Override
  public Exchange exchange(LongSupplier nextCSeq, Request request, Exchange.Handler handler) {
    // registrar and proxy are two parties with nonces of their own, even where they are one server
    boolean registrar = request.getMethod().equals(Request.REGISTER);
    Credentials known = registrar ? registering : credentials;
    Exchange exchange = new Exchange(endpoint, known, nextCSeq, handler);
    exchange.start(request);
    return exchange;
  }

  @Override
  public void cancel(Request cancel, Exchange.Handler handler) {
    DigestAuthenticator silent =
        new DigestAuthenticator(settings.digestUser(), null, List.of(), Messages::token);
    Credentials none = new Credentials(endpoint.requests().headers(), silent);
    new Exchange(endpoint, none, () -> Messages.cseq(cancel).getSeqNumber(), handler).start(cancel);
  }

  @Override
  public void respond(ServerTransaction transaction, Response response) {
    try {
      transaction.sendResponse(response);
    } catch (SipException | InvalidArgumentException e) {
      LOG.info("Response {} not sent: {}", response.getStatusCode(), e.toString());
    }
  }

  @Override
  public void later(Duration delay, Runnable task) {
    if (!thread.isShutdown()) {
      thread.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void publish(CallStatus status) {
    events.event("call", settings.name(), status);
  }

  @Override
  public void ended(CallLeg call) {
    // late ACKs, repeated responses and BYEs still find their call for 64*T1
    later(Duration.ofSeconds(32), () -> calls.forget(call));
  }

  @Override
  public void request(Request request, ServerTransaction transaction) {
    guarded(() -> dispatch(request, transaction));
  }

  @Override
  public void strayResponse(Response response) {
    boolean answer =
        response.getStatusCode() / 100 == 2
            && Messages.cseq(response).getMethod().equals(Request.INVITE);
    CallLeg call = calls.find(Messages.callId(response), Messages.from(response).getTag());
    if (answer && call != null) {
      guarded(() -> call.repeatedAnswer(response));
    }
  }

  private void dispatch(Request request, ServerTransaction transaction) {
    String localTag = Messages.to(request).getTag();
    String callId = Messages.callId(request);
    FromHeader from = Messages.from(request);
    CallLeg call =
        localTag != null ? calls.find(callId, localTag) : calls.findIncoming(callId, from.getTag());
    boolean early = localTag == null;
    if (call != null && (!early || request.getMethod().equals(Request.CANCEL))) {
      boolean over = call.state() == CallState.ENDED && !request.getMethod().equals(Request.ACK);
      if (over) {
        refuse(request, transaction, Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST);
      } else {
        call.receive(request, transaction);
      }
    } else if (request.getMethod().equals(Request.ACK)) {
      LOG.debug("ACK without call");
    } else if (!early || request.getMethod().equals(Request.CANCEL)) {
      refuse(request, transaction, Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST);
    } else if (!request.getMethod().equals(Request.INVITE)) {
      answerPlainly(request, transaction, Messages.token(), null);
    } else if (call != null) {
      // the same INVITE by another way (RFC 3261 §8.2.2.2)
      refuse(request, transaction, Response.LOOP_DETECTED);
    } else {
      incomingCall(request, transaction);
    }
  }

  private void incomingCall(Request invite, ServerTransaction transaction) {
    Dialog dialog = Dialog.incoming(endpoint.requests(), invite);
    String id = settings.name() + "-in-" + ++callNumber;
    CallLeg call =
        new CallLeg(this, id, incomingOptions, dialog, media(incomingOptions), invite, true);
    calls.add(call);
    call.offer(transaction);
  }

  @Override
  public void answerPlainly(
      Request request, ServerTransaction transaction, String localTag, String call) {
    Requests requests = endpoint.requests();
    int status = Requests.ALLOWED.contains(request.getMethod()) ? 200 : 405;
    if (request.getMethod().equals(Request.REFER)) {
      status = Response.NOT_IMPLEMENTED;
    }
    Response response = requests.response(status, request, localTag);
    requests.addAllow(response);
    respond(transaction, response);
    events.event(
        "request",
        settings.name(),
        new ReceivedRequest(
            request.getMethod(), call, status, Messages.headers(request), Messages.body(request)));
  }

  private void refuse(Request request, ServerTransaction transaction, int status) {
    respond(transaction, endpoint.requests().response(status, request, Messages.token()));
  }

  /** Switches the phone off: closes its sockets, tells nobody. */
  CompletableFuture<Object> close() {
    return CompletableFuture.runAsync(
            () -> calls.all().forEach(call -> call.media().close()), thread)
        .thenComposeAsync(
            closed -> {
              thread.shutdownNow();
              return endpoint.close();
            });
  }

  /** A bug in handling one message must not silently kill the phone's timers. */
  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("Phone {} failed", settings.name(), e);
    }
  }
}
