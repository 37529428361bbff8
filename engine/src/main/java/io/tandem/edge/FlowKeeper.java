package io.tandem.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.net.LoopTimers;
import io.tandem.net.Timers;
import io.tandem.registrar.Pulse;
import io.tandem.registrar.RegisteredContact;
import io.tandem.registrar.Registrar;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's flows to phones open, and knows which phones are there: those behind NATs that
 * registered over UDP are asked by OPTIONS, and any answer counts; connections are looked at. The
 * registrar hears of it when something changes, and every {@link #TELL_AGAIN} besides, because it
 * keeps that in memory only; and it says when there is no such binding any more.
 *
 * <p>All state belongs to one event loop. Methods may be called from any thread.
 */
final class FlowKeeper {
  static final Duration TELL_AGAIN = Duration.ofMinutes(5);

  /** More flows than this are not watched; what that costs is in docs/performance.md. */
  static final int MAX_FLOWS = 250_000;

  private static final Logger LOG = LoggerFactory.getLogger(FlowKeeper.class);
  private static final String CALL_ID = "keep-alive-";

  private final KeepAliveSettings settings;
  private final Registrar registrar;
  private final FlowProbe probe;
  private final RandomGenerator random;
  private final AtomicInteger watched = new AtomicInteger();
  private final Counter asked;
  private final Counter answered;

  /** Concurrent, so that the registrations of all others are not handed to the loop. */
  private final Map<AddressOfRecord, List<WatchedFlow>> byAor = new ConcurrentHashMap<>();

  /** By the number of the connection; of one, too, there may be several extensions' bindings. */
  private final Map<Long, List<WatchedFlow>> byConnection = new ConcurrentHashMap<>();

  private final Map<String, WatchedFlow> byCallId = new HashMap<>();
  private Timers timers;
  private Executor loop;

  private record AddressOfRecord(TenantId tenant, Extension extension) {}

  FlowKeeper(
      KeepAliveSettings settings, Registrar registrar, FlowProbe probe, MeterRegistry meters) {
    this(settings, registrar, probe, meters, new SecureRandom());
  }

  /**
   * @param random makes the Call-IDs of questions, which nobody may guess, and spreads them in time
   */
  FlowKeeper(
      KeepAliveSettings settings,
      Registrar registrar,
      FlowProbe probe,
      MeterRegistry meters,
      RandomGenerator random) {
    this.settings = settings;
    this.registrar = registrar;
    this.probe = probe;
    this.random = random;
    this.asked = meters.counter("tandem.sip.keepalive.asked");
    this.answered = meters.counter("tandem.sip.keepalive.answered");
    meters.gauge("tandem.sip.keepalive.flows", watched);
  }

  /** Begins, before the first phone can register. */
  void start(EventLoop owner) {
    start(new LoopTimers(owner), owner);
  }

  void start(Timers ofLoop, Executor owner) {
    timers = ofLoop;
    loop = owner;
  }

  /**
   * A phone has registered by {@code flow}.
   *
   * @param contacts all that its address of record has now
   */
  void registered(
      TenantId tenant, Extension extension, Flow flow, List<RegisteredContact> contacts) {
    var aor = new AddressOfRecord(tenant, extension);
    boolean concerns = contacts.stream().anyMatch(RegisteredContact::watch);
    if (concerns || byAor.containsKey(aor)) {
      loop.execute(() -> update(aor, flow, contacts));
    }
  }

  /**
   * Of two REGISTERs at once the answers may arrive here in either order, so a list that lacks a
   * binding, or has it on another flow, need not be the later one: the registrar says what holds.
   */
  private void update(AddressOfRecord aor, Flow flow, List<RegisteredContact> contacts) {
    var doubtful = new ArrayList<>(byAor.getOrDefault(aor, List.of()));
    for (var contact : contacts) {
      if (contact.watch()) {
        watch(aor, flow, contact);
      }
      doubtful.removeIf(
          watch -> isOf(watch, contact) && (!contact.watch() || watch.flow().equals(flow)));
    }
    doubtful.forEach(watch -> tell(watch, watch.pulse()));
  }

  private static boolean isOf(WatchedFlow watch, RegisteredContact contact) {
    return watch.owner().bindingId().equals(contact.id());
  }

  private void watch(AddressOfRecord aor, Flow flow, RegisteredContact contact) {
    WatchedFlow before = null;
    long until = timers.now() + TimeUnit.SECONDS.toNanos(contact.expiresSeconds());
    for (var watch : byAor.getOrDefault(aor, List.of())) {
      if (!isOf(watch, contact)) {
        continue;
      }
      if (watch.flow().equals(flow)) {
        watch.registered(contact.uri(), until);
        return;
      }
      before = watch;
    }
    if (byCallId.size() >= MAX_FLOWS) {
      return;
    }
    var owner = new WatchedFlow.Owner(aor.tenant(), aor.extension(), contact.id());
    var fresh = new WatchedFlow(owner, flow, newCallId(), this::due);
    fresh.registered(contact.uri(), until);
    fresh.told(timers.now());
    if (before != null) {
      fresh.follows(before);
    }
    byAor.computeIfAbsent(aor, key -> new ArrayList<>(1)).add(fresh);
    if (!fresh.isAsked()) {
      byConnection.computeIfAbsent(flow.connection(), key -> new ArrayList<>(1)).add(fresh);
    }
    byCallId.put(fresh.callId(), fresh);
    watched.set(byCallId.size());
    timers.start(fresh, (long) (random.nextDouble() * settings.interval().toNanos()));
  }

  private String newCallId() {
    return CALL_ID + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
  }

  private void forget(WatchedFlow watch) {
    timers.stop(watch);
    byCallId.remove(watch.callId());
    watched.set(byCallId.size());
    remove(byAor, new AddressOfRecord(watch.owner().tenant(), watch.owner().extension()), watch);
    remove(byConnection, watch.flow().connection(), watch);
  }

  private static <K> void remove(Map<K, List<WatchedFlow>> index, K key, WatchedFlow watch) {
    index.computeIfPresent(
        key,
        (same, all) -> {
          all.remove(watch);
          return all.isEmpty() ? null : all;
        });
  }

  /** The connection of {@code flow} is gone, and what is bound to it with it. */
  void closed(Flow flow) {
    if (byConnection.containsKey(flow.connection())) {
      loop.execute(
          () ->
              List.copyOf(byConnection.getOrDefault(flow.connection(), List.of()))
                  .forEach(this::lost));
    }
  }

  private void lost(WatchedFlow watch) {
    forget(watch);
    tell(watch, Pulse.CLOSED);
  }

  private void due(WatchedFlow watch) {
    long now = timers.now();
    if (watch.isOver(now)) {
      forget(watch);
      return;
    }
    if (!probe.isOpen(watch.flow())) {
      lost(watch); // closed before it was watched
      return;
    }
    var before = watch.pulse().state();
    if (watch.isAsked()) {
      ask(watch, now);
    }
    var wait = watch.isInDoubt() ? settings.retry() : settings.interval();
    timers.start(watch, wait.toNanos());
    if (watch.pulse().state() != before || watch.isToldBefore(now - TELL_AGAIN.toNanos())) {
      tell(watch, watch.pulse()); // which may be the end of it
    }
  }

  private void ask(WatchedFlow watch, long now) {
    asked.increment();
    long cseq = watch.ask(now, settings.misses());
    try {
      probe.ask(watch.callId(), cseq, watch.contact(), watch.flow());
    } catch (IllegalArgumentException e) {
      LOG.debug("Nothing can be asked on {}: {}", watch.flow(), e.getMessage());
    }
  }

  /** Whether {@code response} answers a question of ours; it is one without a transaction. */
  boolean answered(SipResponse response) {
    String callId = response.callId();
    if (!callId.startsWith(CALL_ID)) {
      return false;
    }
    long cseq = response.cseq();
    loop.execute(() -> answered(callId, cseq));
    return true;
  }

  private void answered(String callId, long cseq) {
    var watch = byCallId.get(callId);
    if (watch == null) {
      return;
    }
    answered.increment();
    var before = watch.pulse().state();
    watch.answered(cseq, timers.now());
    if (watch.pulse().state() != before) {
      tell(watch, watch.pulse());
    }
  }

  /** Who does not answer is told again in its time. */
  private void tell(WatchedFlow watch, Pulse pulse) {
    watch.told(timers.now());
    var owner = watch.owner();
    registrar
        .heard(owner.tenant(), owner.extension(), owner.bindingId(), watch.flow(), pulse)
        .thenAccept(
            goesOn -> {
              if (!goesOn) {
                loop.execute(() -> forget(watch));
              }
            });
  }

  /** How many flows are watched. */
  int flows() {
    return watched.get();
  }
}
