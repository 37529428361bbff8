package io.tandem.media.rtp;

import io.netty.util.NetUtil;
import io.tandem.id.LegId;
import io.tandem.media.MediaState;
import io.tandem.media.sdp.LocalOrigin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** One dialog of one leg: what it was told, and whom it talks to. On the call's thread. */
final class Party {
  /** Positive, and below 2^53: some devices read it as a floating point number. */
  private static final long ORIGIN_IDS = 1L << 53;

  private final LegId leg;
  private final InetAddress address;
  private final SignallingAddress signalling;
  private final LegWatch watch;
  private PartyState state;
  private LegId peer;
  private LegId connectedTo;

  /**
   * @param peer the first it exchanges descriptions with
   * @param address ours, as it shall see it
   * @param signalling where its signalling comes from
   */
  Party(LegId leg, LegId peer, InetAddress address, SignallingAddress signalling, LegWatch watch) {
    this.leg = leg;
    this.peer = peer;
    this.address = address;
    this.signalling = signalling;
    this.watch = watch;
    long id = ThreadLocalRandom.current().nextLong(1, ORIGIN_IDS);
    this.state = new PartyState(LocalOrigin.create(id, address), List.of(), null);
  }

  LegId leg() {
    return leg;
  }

  InetAddress address() {
    return address;
  }

  SignallingAddress signalling() {
    return signalling;
  }

  LegWatch watch() {
    return watch;
  }

  PartyState state() {
    return state;
  }

  void become(PartyState newState) {
    state = newState;
  }

  LegId peer() {
    return peer;
  }

  void negotiatedWith(LegId other) {
    peer = other;
  }

  LegId connectedTo() {
    return connectedTo;
  }

  void connect(LegId other) {
    connectedTo = other;
  }

  /** Whether its ends may be linked to those of {@code other} now. */
  boolean isFreeFor(LegId other) {
    return connectedTo == null || connectedTo.equals(other);
  }

  MediaState.LegState snapshot() {
    LocalOrigin origin = state.origin();
    return new MediaState.LegState(
        leg,
        peer,
        connectedTo != null,
        origin.id(),
        origin.version(),
        origin.text(),
        state.remote(),
        state.lines().stream().map(Party::latched).toList());
  }

  private static String latched(Line line) {
    InetSocketAddress source = line.end() == null ? null : line.end().latched();
    if (source == null) {
      return "";
    }
    return NetUtil.toSocketAddressString(source);
  }
}
