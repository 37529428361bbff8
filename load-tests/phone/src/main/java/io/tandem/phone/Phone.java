package io.tandem.phone;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.CallStatus;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.phone.model.Json;
import io.tandem.phone.model.PhoneSettings;
import io.tandem.phone.model.ReceivedRequest;
import io.tandem.phone.model.RegisterOptions;
import io.tandem.phone.model.RequestSpec;
import io.tandem.phone.model.SipRecord;
import io.tandem.phone.model.SipReply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The handle of one test phone. Thread safe. Futures complete on the thread that reads the process:
 * do not block in what you chain to them. A future fails with {@link IllegalStateException} when
 * the command was impossible; a SIP refusal is a {@link SipReply}, not a failure.
 */
public final class Phone implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final PhoneProcess process;
  private final PhoneSettings settings;
  private final Map<String, PhoneCall> calls = new ConcurrentHashMap<>();
  private final BlockingQueue<PhoneCall> incoming = new LinkedBlockingQueue<>();
  private final BlockingQueue<ReceivedRequest> requests = new LinkedBlockingQueue<>();
  private final AtomicInteger callNumber = new AtomicInteger();
  private volatile int port;

  Phone(PhoneProcess process, PhoneSettings settings) {
    this.process = process;
    this.settings = settings;
  }

  /** The phone's name, as in ladders. */
  public String name() {
    return settings.name();
  }

  /** What the phone was made with. */
  public PhoneSettings settings() {
    return settings;
  }

  /** The port the phone listens on. */
  public int port() {
    return port;
  }

  /** The URI that reaches this phone directly, without a server. */
  public String directUri() {
    return "sip:" + settings.user() + "@" + settings.bindAddress() + ":" + port;
  }

  /** Registers the phone's contact, or refreshes it. */
  public CompletableFuture<SipReply> register(Duration expires) {
    return register(RegisterOptions.expiring(expires));
  }

  /** Registers as told. */
  public CompletableFuture<SipReply> register(RegisterOptions options) {
    return process.send("register", name(), null, options, SipReply.class);
  }

  /** Removes the phone's own contact. */
  public CompletableFuture<SipReply> unregister() {
    return register(Duration.ZERO);
  }

  /** Sends new requests by another proxy from now on. */
  public CompletableFuture<Void> useProxy(String host, int proxyPort) {
    return done("proxy", Map.of("address", host + ":" + proxyPort));
  }

  /** What to do with calls that come in from now on. */
  public CompletableFuture<Void> onIncoming(IncomingBehaviour behaviour) {
    return onIncoming(behaviour, CallOptions.DEFAULT);
  }

  /** The same, with options for these calls: tone, codecs, ignored BYE or CANCEL. */
  public CompletableFuture<Void> onIncoming(IncomingBehaviour behaviour, CallOptions options) {
    return done("incoming", Map.of("behaviour", behaviour, "options", options));
  }

  /**
   * Calls.
   *
   * @param target a user of the phone's domain, or a SIP URI
   * @return the call at once; see {@link PhoneCall#await}
   */
  public PhoneCall call(String target) {
    return call(target, CallOptions.DEFAULT);
  }

  /** Calls with options. */
  public PhoneCall call(String target, CallOptions options) {
    PhoneCall call = known(name() + "-" + callNumber.incrementAndGet());
    Map<String, Object> args = Map.of("target", target, "options", options);
    process
        .send("call", name(), call.id(), args)
        .whenComplete((ok, failure) -> call.failIf(failure));
    return call;
  }

  /** Sends OPTIONS. */
  public CompletableFuture<SipReply> options(String target) {
    return send(RequestSpec.to("OPTIONS", target));
  }

  /** Sends any request out of a dialog and waits for its final response. */
  public CompletableFuture<SipReply> send(RequestSpec request) {
    return process.send("send", name(), null, request, SipReply.class);
  }

  /**
   * The next incoming call that was not taken yet.
   *
   * @throws AssertionError when none comes in time
   */
  public PhoneCall awaitIncoming(Duration limit) {
    return take(incoming, limit, "incoming call");
  }

  /** How many incoming calls wait to be taken by {@link #awaitIncoming}. */
  public int waitingCalls() {
    return incoming.size();
  }

  /**
   * The next request besides those of calls, e.g. INFO or NOTIFY, that was not taken yet.
   *
   * @throws AssertionError when none comes in time
   */
  public ReceivedRequest awaitRequest(Duration limit) {
    return take(requests, limit, "request");
  }

  /** All SIP messages so far, first lines only, oldest first. */
  public CompletableFuture<List<SipRecord>> ladder() {
    return ladder(null, false);
  }

  /**
   * SIP messages so far, oldest first, at most the latest 20,000.
   *
   * @param callId only this Call-ID; null for all
   * @param text with the whole messages
   */
  public CompletableFuture<List<SipRecord>> ladder(String callId, boolean text) {
    Map<String, Object> args = new HashMap<>();
    args.put("callId", callId);
    args.put("text", text);
    return process.send("ladder", name(), null, args, SipRecord[].class).thenApply(List::of);
  }

  /** Forgets the messages recorded so far. */
  public CompletableFuture<Void> clearLadder() {
    return done("clearLadder", null);
  }

  /** Switches the phone off: its sockets are gone, nobody is told. */
  @Override
  public void close() {
    await(done("close", null), PATIENCE);
    process.forget(this);
  }

  /**
   * Waits for a future.
   *
   * @throws AssertionError when it takes longer than the limit
   * @throws IllegalStateException when the command failed
   */
  public static <T> T await(CompletableFuture<T> future, Duration limit) {
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing within " + limit, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  PhoneProcess process() {
    return process;
  }

  void listensOn(int value) {
    port = value;
  }

  void event(String type, JsonNode data) {
    if (type.equals("request")) {
      requests.add(Json.MAPPER.convertValue(data, ReceivedRequest.class));
      return;
    }
    CallStatus status = Json.MAPPER.convertValue(data, CallStatus.class);
    boolean fresh = status.incoming() && !calls.containsKey(status.call());
    PhoneCall call = known(status.call());
    call.update(status);
    if (fresh) {
      incoming.add(call);
    }
    if (status.state() == CallState.ENDED) {
      calls.remove(status.call());
    }
  }

  void processEnded(Exception why) {
    calls.values().forEach(call -> call.failIf(why));
  }

  private PhoneCall known(String id) {
    return calls.computeIfAbsent(id, key -> new PhoneCall(this, key));
  }

  private CompletableFuture<Void> done(String command, Object args) {
    return process.send(command, name(), null, args).thenAccept(value -> {});
  }

  private <T> T take(BlockingQueue<T> queue, Duration limit, String what) {
    try {
      T next = queue.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new AssertionError("no " + what + " at " + name() + " within " + limit);
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
