package io.tandem.sip.transport;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.tandem.id.NodeId;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The transport layer of RFC 3261 §18: all listeners and connections of a node. Usable from any
 * thread.
 */
public final class TransportLayer {
  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

  private final TransportSettings settings;
  private final EventLoopGroup group;
  private final NodeId node;
  private final Inbound inbound;
  private final TransportMetrics metrics;
  private final SipTrace trace = new SipTrace();
  private final TcpConnections connections;
  private final List<TcpListener> tcpListeners = new CopyOnWriteArrayList<>();
  private final Map<String, UdpListener> udpListeners = new ConcurrentHashMap<>();
  private final List<UdpListener> udpOpening = new CopyOnWriteArrayList<>();
  private final List<BoundListener> bound = new CopyOnWriteArrayList<>();
  private final Map<String, BoundListener> byName = new ConcurrentHashMap<>();
  private final Set<HostPort> advertised = ConcurrentHashMap.newKeySet();

  /**
   * A layer without open listeners yet.
   *
   * @param group its loops stay the caller's, who shuts them down after {@link #close()}
   * @param inbound gets all that arrives
   */
  public TransportLayer(
      TransportSettings settings,
      NodeId node,
      EventLoopGroup group,
      Inbound inbound,
      MeterRegistry meters) {
    this.settings = settings;
    this.node = node;
    this.group = group;
    this.inbound = inbound;
    this.metrics = new TransportMetrics(meters);
    this.connections = new TcpConnections(node, group, settings, inbound, metrics, trace);
  }

  /**
   * Opens all listeners. Fails with {@link ListenException} as soon as one does not open; nothing
   * stays open then.
   */
  public CompletionStage<Void> open() {
    return openAll()
        .handle((done, failure) -> failure == null ? DONE : undo(failure))
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Void> undo(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return close().thenCompose(closed -> CompletableFuture.failedFuture(cause));
  }

  private CompletionStage<Void> openAll() {
    CompletionStage<Void> all = DONE;
    for (ListenerSettings listener : settings.listeners()) {
      all = all.thenCompose(previous -> open(listener));
    }
    return all;
  }

  private CompletionStage<Void> open(ListenerSettings listener) {
    if (listener.transport() == Transport.TCP) {
      TcpListener tcp = new TcpListener(listener, connections);
      tcpListeners.add(tcp);
      return tcp.open(group).thenAccept(this::add);
    }
    UdpListener udp = new UdpListener(listener, node, inbound, metrics, trace);
    udpOpening.add(udp);
    return udp.open(group, settings.socketBufferBytes())
        .thenAccept(
            opened -> {
              udpListeners.put(opened.name(), udp);
              add(opened);
            });
  }

  private void add(BoundListener listener) {
    bound.add(listener);
    byName.put(listener.name(), listener);
    HostPort sentBy = listener.advertised();
    advertised.add(new HostPort(sentBy.host().toLowerCase(Locale.ROOT), sentBy.port()));
  }

  /** Shows what comes and goes. */
  public SipTrace trace() {
    return trace;
  }

  /** The open listeners, in the order of the settings. */
  public List<BoundListener> listeners() {
    return List.copyOf(bound);
  }

  /** Whether {@code sentBy}, in lower case, is one that we write into Via (RFC 3261 §18.1.2). */
  public boolean isOurs(HostPort sentBy) {
    return advertised.contains(sentBy);
  }

  /**
   * What stands in Via and Contact of what leaves by {@code flow}. A flow whose listener is not
   * configured any more gets the first of its transport.
   */
  public HostPort advertised(Flow flow) {
    BoundListener listener = byName.get(flow.listener());
    if (listener != null) {
      return listener.advertised();
    }
    return listenerFor(flow.transport(), flow.remote().getAddress()).advertised();
  }

  /**
   * Sends a request or response on a flow. A TCP flow whose connection is gone uses another one to
   * the same address if there is one.
   *
   * @param failure told if the message did not leave; may be null
   */
  public void send(byte[] message, Flow flow, SendFailure failure) {
    if (flow.transport() == Transport.TCP) {
      TcpConnection connection = connections.find(flow);
      if (connection == null) {
        metrics.sendFailed(Transport.TCP);
        report(failure, "no connection to " + AddressLiteral.print(flow.remote()));
        return;
      }
      connection.send(message, failure);
      return;
    }
    UdpListener listener = udpListeners.get(flow.listener());
    if (listener == null) {
      metrics.sendFailed(Transport.UDP);
      report(failure, "no listener " + flow.listener());
      return;
    }
    listener.send(message, flow, failure);
  }

  /**
   * The other end of {@code flow} has proved something: its connection is no stranger's any more.
   */
  public void proven(Flow flow) {
    if (flow.transport() == Transport.TCP) {
      connections.proven(flow);
    }
  }

  /** Whether something can be sent on {@code flow}: its connection, or another one, is there. */
  public boolean isOpen(Flow flow) {
    return flow.transport() != Transport.TCP || connections.find(flow) != null;
  }

  /**
   * Sends a response on the connection of its request; if that is gone, on a new one (RFC 3261
   * §18.2.2).
   *
   * @param reconnect where to open it
   */
  public void sendResponse(byte[] message, Flow flow, InetSocketAddress reconnect) {
    send(message, isOpen(flow) ? flow : flowTo(Transport.TCP, reconnect), null);
  }

  /**
   * A flow to {@code target} from a listener that fits: TCP connections are opened on demand, and
   * what is sent meanwhile waits for them.
   *
   * @throws IllegalArgumentException when no listener has this transport, or {@code target} is an
   *     unresolved name
   */
  public Flow flowTo(Transport transport, InetSocketAddress target) {
    if (target.isUnresolved()) {
      throw new IllegalArgumentException("no address known for " + target.getHostString());
    }
    BoundListener listener = listenerFor(transport, target.getAddress());
    return transport == Transport.TCP
        ? connections.flowTo(listener, target)
        : new Flow(node, listener.name(), transport, target, 0);
  }

  private BoundListener listenerFor(Transport transport, InetAddress target) {
    BoundListener fallback = null;
    for (BoundListener listener : bound) {
      if (listener.transport() == transport) {
        if (reaches(listener.address().getAddress(), target)) {
          return listener;
        }
        fallback = fallback == null ? listener : fallback;
      }
    }
    if (fallback == null) {
      throw new IllegalArgumentException("no listener for " + transport);
    }
    return fallback;
  }

  /** A socket on loopback speaks to loopback only, and one of a family to that family. */
  private static boolean reaches(InetAddress from, InetAddress to) {
    boolean sameFamily = from instanceof Inet4Address == to instanceof Inet4Address;
    boolean sameScope =
        from.isAnyLocalAddress() || from.isLoopbackAddress() == to.isLoopbackAddress();
    return sameFamily && sameScope;
  }

  /** Closes all listeners and connections; what was written before is sent first. */
  public CompletionStage<Void> close() {
    List<Supplier<CompletionStage<Void>>> steps = new ArrayList<>();
    tcpListeners.forEach(listener -> steps.add(listener::close));
    udpOpening.forEach(listener -> steps.add(listener::close));
    steps.add(connections::close);
    CompletionStage<Void> all = DONE;
    for (Supplier<CompletionStage<Void>> step : steps) {
      all = all.thenCompose(previous -> step.get());
    }
    return all;
  }

  static void report(SendFailure failure, String reason) {
    if (failure != null) {
      failure.failed(reason);
    }
  }

  static CompletionStage<Void> closeAll(Collection<Channel> channels) {
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    for (Channel channel : channels) {
      CompletableFuture<Void> closed = new CompletableFuture<>();
      channel.close().addListener(future -> closed.complete(null));
      closing.add(closed);
    }
    return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new));
  }
}
