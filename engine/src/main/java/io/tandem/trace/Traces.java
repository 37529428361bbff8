package io.tandem.trace;

import io.netty.util.NetUtil;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.HostPort;
import io.tandem.sip.transport.SipTap;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SIP traces of this node. While none runs, the stack does not even ask. A trace that has ended
 * keeps what it has shown for {@link #KEPT}, for whoever fetches it, or until a new one needs its
 * place. Safe for use by any thread.
 */
public final class Traces {
  /** How many there may be at a time, those that have ended included. */
  public static final int MOST = 16;

  /** How many of them one tenant's administrators may have. */
  public static final int MOST_OF_A_TENANT = 2;

  /** How long what an ended one has shown can be fetched. */
  public static final Duration KEPT = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger("tandem.sip.trace");

  private final NodeId node;
  private final Clock clock;
  private final Consumer<SipTap> attach;
  private final Function<Flow, HostPort> advertised;
  private final List<Trace> traces = new CopyOnWriteArrayList<>();

  /**
   * @param attach gives the stack who sees its messages, {@code null} for nobody
   * @param advertised what the node calls itself on a flow: its end, where it listens on all
   *     addresses
   */
  public Traces(
      NodeId node, Clock clock, Consumer<SipTap> attach, Function<Flow, HostPort> advertised) {
    this.node = node;
    this.clock = clock;
    this.attach = attach;
    this.advertised = advertised;
  }

  /** Whose messages they show: those of this node. */
  public NodeId node() {
    return node;
  }

  /**
   * Begins a trace.
   *
   * @param tenant whose it is, {@code null} for the installation's
   * @param logged whether its messages go to the logger {@code tandem.sip.trace}, too
   * @return empty when {@link #MOST} run already, or {@link #MOST_OF_A_TENANT} of the tenant
   */
  public synchronized Optional<Trace> start(
      TenantId tenant, TraceFilter filter, Duration time, boolean logged) {
    forgetOld();
    if (!hasRoom(tenant)) {
      return Optional.empty();
    }
    var until = clock.instant().plus(time);
    var trace = new Trace(UUID.randomUUID().toString(), tenant, filter, until, logged);
    traces.add(trace);
    attach.accept(this::message);
    return Optional.of(trace);
  }

  /** Whether there is room for one more, for which the oldest that has ended is given up. */
  private boolean hasRoom(TenantId tenant) {
    return (tenant == null
            || count(tenant) < MOST_OF_A_TENANT
            || dropEnded(trace -> tenant.equals(trace.tenant())))
        && (traces.size() < MOST || dropEnded(trace -> true));
  }

  private boolean dropEnded(Predicate<Trace> which) {
    var now = clock.instant();
    return traces.stream()
        .filter(which.and(trace -> !now.isBefore(trace.until())))
        .min(Comparator.comparing(Trace::until))
        .map(traces::remove)
        .isPresent();
  }

  private long count(TenantId tenant) {
    return traces.stream().filter(trace -> tenant.equals(trace.tenant())).count();
  }

  /** Those that run, and those that have ended and can be fetched still. */
  public synchronized List<Trace> list() {
    forgetOld();
    return List.copyOf(traces);
  }

  /** Ends and forgets one; whether it was there. */
  public synchronized boolean remove(String id) {
    boolean removed = traces.removeIf(trace -> trace.id().equals(id));
    detachIfIdle();
    return removed;
  }

  private void forgetOld() {
    var oldest = clock.instant().minus(KEPT);
    traces.removeIf(trace -> trace.until().isBefore(oldest));
    detachIfIdle();
  }

  private synchronized void detachIfIdle() {
    var now = clock.instant();
    if (traces.stream().noneMatch(trace -> now.isBefore(trace.until()))) {
      attach.accept(null);
    }
  }

  private void message(Flow flow, boolean sent, String text) {
    var now = clock.instant();
    boolean running = false;
    for (var trace : traces) {
      if (now.isBefore(trace.until())) {
        running = true;
        if (trace.filter().matches(flow.remote().getAddress(), text)) {
          show(trace, now, flow, sent, text);
        }
      }
    }
    if (!running) {
      detachIfIdle();
    }
  }

  private void show(Trace trace, Instant now, Flow flow, boolean sent, String text) {
    var local = ownEnd(flow);
    var message = text.getBytes(StandardCharsets.UTF_8);
    trace.keep(
        sent
            ? Pcap.packet(now, local, flow.remote(), message)
            : Pcap.packet(now, flow.remote(), local, message));
    if (trace.logged()) {
      LOG.info("trace {} {} {}\n{}", trace.id(), sent ? "to" : "from", flow, text);
    }
  }

  /** The address that the other end sees, as far as it is known without asking for a name. */
  private InetSocketAddress ownEnd(Flow flow) {
    var local = flow.local();
    if (!local.getAddress().isAnyLocalAddress()) {
      return local;
    }
    boolean four = flow.remote().getAddress() instanceof Inet4Address;
    var own = NetUtil.createInetAddressFromIpAddressString(advertised.apply(flow).host());
    if (own == null || own instanceof Inet4Address != four) {
      own = NetUtil.createInetAddressFromIpAddressString(four ? "0.0.0.0" : "::");
    }
    return new InetSocketAddress(own, local.getPort());
  }
}
