package io.tandem.media.rtp;

import io.tandem.id.LegId;
import io.tandem.net.Destinations;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The ports of one session: the pairs reserved at its start, and what it takes from the pool
 * beyond. On the call's thread.
 */
final class SessionPorts {
  private final LoopRelay relay;
  private final Destinations destinations;
  private final Deque<PortPair> reserve;
  private final Consumer<RelayEnd> retired;

  /**
   * @param retired is told of every end that is freed
   */
  SessionPorts(
      LoopRelay relay,
      Destinations destinations,
      List<PortPair> reserve,
      Consumer<RelayEnd> retired) {
    this.relay = relay;
    this.destinations = destinations;
    this.reserve = new ArrayDeque<>(reserve);
    this.retired = retired;
  }

  /** A new end for {@code leg}, reached by our {@code address}; null when there are no ports. */
  RelayEnd allocate(LegId leg, InetAddress address, SignallingAddress signalling) {
    PortPool pool = relay.pool(LoopRelay.familyOf(address));
    PortPair pair = fromReserve(pool);
    if (pair == null) {
      List<PortPair> taken = pool.take(1);
      if (taken.isEmpty()) {
        return null;
      }
      pair = taken.get(0);
    }
    PortPair lent = pair;
    RelayEnd end = new RelayEnd(leg, lent, signalling, destinations, relay.refused());
    relay.change(now -> lent.lend(end));
    return end;
  }

  /** The end is not used any more; its ports go into quarantine. */
  void free(RelayEnd end) {
    retired.accept(end);
    PortPair pair = end.ports();
    relay.change(
        now -> {
          end.idle();
          pair.pool().giveBack(pair);
        });
  }

  /** What was reserved and never used goes back. */
  void close() {
    List<PortPair> unused = List.copyOf(reserve);
    reserve.clear();
    relay.change(now -> unused.forEach(pair -> pair.pool().giveBack(pair)));
  }

  private PortPair fromReserve(PortPool pool) {
    boolean fits = !reserve.isEmpty() && reserve.peek().pool() == pool;
    return fits ? reserve.poll() : null;
  }
}
