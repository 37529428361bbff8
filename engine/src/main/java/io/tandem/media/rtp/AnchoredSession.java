package io.tandem.media.rtp;

import io.tandem.id.LegId;
import io.tandem.media.MediaListener;
import io.tandem.media.MediaSession;
import io.tandem.media.MediaSettings;
import io.tandem.media.MediaState;
import io.tandem.media.MediaStatistics;
import io.tandem.media.SdpRefusedException;
import io.tandem.media.sdp.RemoteStream;
import io.tandem.media.sdp.Screening;
import io.tandem.media.sdp.SessionDescription;
import io.tandem.net.Destinations;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * A session: keeps the parties and what they agreed on, and sends its loop every change. Nothing
 * here waits for the loop; changes reach it in the order they were made.
 */
final class AnchoredSession implements MediaSession {
  private static final int INCOMPATIBLE_ADDRESS = 301;
  private static final int MISCELLANEOUS = 399;

  private final LoopRelay relay;
  private final MediaSettings settings;
  private final MediaListener listener;
  private final Screening screening;
  private final SessionPorts ports;

  private final Parties parties = new Parties();
  private final Map<Set<Party>, Agreement> agreements = new HashMap<>();
  private final List<Exchange> exchanges = new ArrayList<>();
  private final Map<LegId, SignallingAddress> signalling = new HashMap<>();
  private final Map<LegId, MediaStatistics> past = new TreeMap<>();
  private boolean closed;

  AnchoredSession(
      LoopRelay relay,
      MediaSettings settings,
      MediaListener listener,
      Predicate<InetSocketAddress> ours,
      Destinations destinations,
      List<PortPair> reserve) {
    this.relay = relay;
    this.settings = settings;
    this.listener = listener;
    this.screening = new Screening(ours);
    this.ports = new SessionPorts(relay, destinations, reserve, this::retire);
  }

  @Override
  public void signalledFrom(LegId leg, InetAddress address) {
    signalling(leg).learn(address);
  }

  private SignallingAddress signalling(LegId leg) {
    return signalling.computeIfAbsent(leg, unknown -> new SignallingAddress());
  }

  @Override
  public String offer(LegId from, LegId to, String sdp) throws SdpRefusedException {
    checkOpen();
    SessionDescription offer = SessionDescription.parse(sdp);
    Party offerer = parties.find(from, to);
    Party answerer = parties.find(to, from);
    Agreement before =
        offerer == null || answerer == null ? null : agreements.get(Set.of(offerer, answerer));
    List<RemoteStream> streams = screening.offer(offer, before != null);
    if (offerer == null) {
      offerer = party(from, to, addressFor(from, streams));
    }
    checkFamily(offerer, streams);
    if (answerer == null) {
      answerer = party(to, from, addressFor(to, offerer.address()));
    }
    settle(offerer, answerer);
    Exchange exchange =
        new Exchange(
            offerer, answerer, before, offer, sdp, streams, ports, parties.isForking(from, to));
    addIfNew(offerer, to);
    addIfNew(answerer, from);
    exchanges.add(exchange);
    relay.change(exchange::arm);
    return exchange.offer();
  }

  @Override
  public String answer(LegId from, LegId to, String sdp) throws SdpRefusedException {
    checkOpen();
    Exchange exchange = find(to, from);
    if (exchange == null) {
      throw SdpRefusedException.notAcceptable(MISCELLANEOUS, "an answer to no offer");
    }
    SessionDescription answer = SessionDescription.parse(sdp);
    List<RemoteStream> streams =
        screening.answer(answer, exchange.offeredSections(), exchange.isRenewed());
    checkFamily(exchange.answerer(), streams);
    agree(exchange.answer(answer, sdp, streams));
    return exchange.offerer().state().origin().text();
  }

  @Override
  public void rollback(LegId from, LegId to) {
    Exchange exchange = find(from, to);
    if (exchange == null) {
      return;
    }
    exchanges.remove(exchange);
    undo(exchange);
  }

  private void undo(Exchange exchange) {
    Set<Party> both = Set.of(exchange.offerer(), exchange.answerer());
    boolean inEffect = exchange.isAnswered();
    Agreement before = exchange.undo();
    if (!inEffect) {
      relay.change(exchange::disarm);
    }
    if (before != null) {
      if (inEffect) {
        agree(before);
      }
      return;
    }
    agreements.remove(both);
    for (Party party : both) {
      if (party.state().remote() == null && party.state().origin().body() == null) {
        parties.remove(party);
      }
    }
  }

  /** Remembers what two parties agreed on; in effect at once unless one talks to a third. */
  private void agree(Agreement agreement) {
    Party offerer = agreement.offerer();
    Party answerer = agreement.answerer();
    agreements.put(Set.of(offerer, answerer), agreement);
    agreement.tellCodecs();
    if (offerer.isFreeFor(answerer.leg()) && answerer.isFreeFor(offerer.leg())) {
      relay.change(agreement::apply);
    }
  }

  @Override
  public void connect(LegId a, LegId b) {
    Party one = parties.find(a, b);
    Party two = parties.find(b, a);
    Agreement agreement = one == null || two == null ? null : agreements.get(Set.of(one, two));
    if (closed || agreement == null) {
      return;
    }
    boolean moved = !b.equals(one.connectedTo()) || !a.equals(two.connectedTo());
    for (Party party : parties.all()) {
      boolean lost = a.equals(party.connectedTo()) || b.equals(party.connectedTo());
      if (lost && party != one && party != two) {
        disconnect(party);
      }
    }
    connect(one, b);
    connect(two, a);
    settle(one, two);
    if (moved) {
      relay.change(agreement::apply);
      relay.change(now -> startWatch(one.watch(), two.watch(), now));
    }
  }

  private void connect(Party party, LegId other) {
    parties.establish(party);
    party.connect(other);
  }

  private void startWatch(LegWatch one, LegWatch two, long now) {
    for (LegWatch watch : List.of(one, two)) {
      watch.start(now);
      relay.watch(watch);
    }
  }

  private void disconnect(Party party) {
    party.connect(null);
    relay.change(now -> relay.unwatch(party.watch()));
  }

  @Override
  public void release(LegId leg) {
    List<Party> ending = parties.endingWith(leg);
    for (Exchange exchange : List.copyOf(exchanges)) {
      if (ending.stream().anyMatch(exchange::concerns)) {
        settle(exchange);
      }
    }
    agreements.keySet().removeIf(both -> ending.stream().anyMatch(both::contains));
    for (Party party : parties.all()) {
      if (leg.equals(party.connectedTo())) {
        disconnect(party);
      }
    }
    ending.forEach(this::end);
  }

  private void end(Party party) {
    parties.remove(party);
    disconnect(party);
    party.state().ends().forEach(ports::free);
  }

  @Override
  public Map<LegId, MediaStatistics> statistics() {
    Map<LegId, MediaStatistics> all = new TreeMap<>(past);
    for (Party party : parties.all()) {
      all.putIfAbsent(party.leg(), MediaStatistics.NONE);
      for (RelayEnd end : party.state().ends()) {
        all.merge(party.leg(), end.statistics(), MediaStatistics::plus);
      }
    }
    return all;
  }

  /** What a freed end has relayed still counts. */
  private void retire(RelayEnd end) {
    past.merge(end.leg(), end.statistics(), MediaStatistics::plus);
  }

  @Override
  public MediaState state() {
    return new MediaState(
        parties.all().stream()
            .sorted(Comparator.comparing(Party::leg).thenComparing(Party::peer))
            .map(Party::snapshot)
            .toList());
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    new HashSet<>(parties.all().stream().map(Party::leg).toList()).forEach(this::release);
    ports.close();
    relay.sessionClosed();
  }

  private Exchange find(LegId offerer, LegId answerer) {
    for (Exchange exchange : exchanges) {
      if (exchange.offerer().leg().equals(offerer) && exchange.answerer().leg().equals(answerer)) {
        return exchange;
      }
    }
    return null;
  }

  /** Earlier exchanges of these two cannot be undone any more. */
  private void settle(Party one, Party two) {
    for (Exchange exchange : List.copyOf(exchanges)) {
      if (exchange.yieldsTo(one, two)) {
        settle(exchange);
      }
    }
  }

  private void settle(Exchange exchange) {
    exchanges.remove(exchange);
    exchange.settle();
    if (!exchange.isAnswered()) {
      relay.change(exchange::disarm);
    }
  }

  private void addIfNew(Party party, LegId other) {
    if (parties.find(party.leg(), other) == null) {
      parties.add(party);
    }
  }

  private Party party(LegId leg, LegId peer, InetAddress address) {
    LegWatch watch = new LegWatch(leg, listener, settings.silence().toNanos());
    return new Party(leg, peer, address, signalling(leg), watch);
  }

  /** The family a new offerer speaks; when it does not say, the one it signals in. */
  private InetAddress addressFor(LegId leg, List<RemoteStream> streams) throws SdpRefusedException {
    for (RemoteStream stream : streams) {
      if (stream.active() && stream.rtp() != null) {
        StandardProtocolFamily family = LoopRelay.familyOf(stream.rtp().getAddress());
        InetAddress ours = address(family);
        if (ours == null) {
          throw incompatible(family);
        }
        return ours;
      }
    }
    return addressFor(leg, (InetAddress) null);
  }

  private InetAddress addressFor(LegId leg, InetAddress fallback) {
    InetAddress theirs = signalling(leg).get();
    InetAddress ours = theirs == null ? fallback : address(LoopRelay.familyOf(theirs));
    if (ours != null) {
      return ours;
    }
    InetAddress ipv4 = address(StandardProtocolFamily.INET);
    return ipv4 != null ? ipv4 : address(StandardProtocolFamily.INET6);
  }

  private InetAddress address(StandardProtocolFamily family) {
    MediaSettings.Address configured =
        family == StandardProtocolFamily.INET ? settings.ipv4() : settings.ipv6();
    return configured == null ? null : configured.advertise();
  }

  private static void checkFamily(Party party, List<RemoteStream> streams)
      throws SdpRefusedException {
    for (RemoteStream stream : streams) {
      InetSocketAddress rtp = stream.rtp();
      if (rtp != null && rtp.getAddress().getClass() != party.address().getClass()) {
        throw incompatible(LoopRelay.familyOf(rtp.getAddress()));
      }
    }
  }

  private static SdpRefusedException incompatible(StandardProtocolFamily family) {
    return SdpRefusedException.notAcceptable(
        INCOMPATIBLE_ADDRESS, (family == StandardProtocolFamily.INET ? "IPv4" : "IPv6") + " media");
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the media session is closed");
    }
  }
}
