package io.tandem.media.rtp;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Whom to believe to be the leg. A phone behind NAT sends from an address that its description does
 * not know, so the description is a preference and the first packets decide:
 *
 * <ul>
 *   <li>The address in the description wins as soon as it sends.
 *   <li>So does, unless that one has, a source on the host from which the leg signals: that is what
 *       a phone behind NAT looks like.
 *   <li>Another source is taken when nothing came from those for 500 ms.
 *   <li>All are decided anew after a new description; until then who was heard is still believed.
 *   <li>An address that was described or heard before the description moved is no evidence of where
 *       the leg is now, even on the host that signals: what comes from there may have been under
 *       way (RFC 3264 §8.3.1). It is a guess like any other, and nothing is sent there instead of
 *       where the description says before it has been heard for 500 ms.
 *   <li>Without a new description a source moves to one that is believed no more than it only after
 *       2 s of silence, and only if SSRC and sequence numbers continue.
 * </ul>
 *
 * Packets of all others are strangers'. Times are nanoseconds of any one clock.
 */
final class Latch {
  /** How long the description's address and the signalling host are waited for. */
  static final long PREFERENCE = TimeUnit.MILLISECONDS.toNanos(500);

  /** How long a source must be silent before another may continue its stream. */
  static final long SILENCE = TimeUnit.SECONDS.toNanos(2);

  /** How many addresses of earlier descriptions are remembered; more is no phone's. */
  private static final int MAX_FORMER = 32;

  /** Greatest forward step of a sequence number that still continues (RFC 3550 A.1). */
  private static final int MAX_DROPOUT = 3000;

  /** How much there is to say for a source. */
  private enum Belief {
    ANYBODY,
    SIGNALS,
    DESCRIBED
  }

  private final SignallingAddress signalling;
  private boolean armed;
  private boolean deciding;
  private boolean tentative;
  private long armedAt;
  private InetSocketAddress described;
  private boolean reachable;
  private final Set<InetSocketAddress> former = new HashSet<>(2);
  private InetSocketAddress source;
  private long takenAt;
  private long heardAt;
  private int ssrc;
  private int sequence;

  Latch(SignallingAddress signalling) {
    this.signalling = signalling;
  }

  /**
   * A description came.
   *
   * @param address where it wants its packets; null when it does not say (held, or a host name), or
   *     says what we do not send to; then the last one counts
   */
  void arm(InetSocketAddress address, long now) {
    boolean moved = address != null && !address.equals(described);
    if (moved) {
      leave(described);
      leave(source);
      former.remove(address);
      described = address;
      source = null;
      tentative = false;
    }
    if (moved || !armed || source != null) {
      armedAt = now;
    }
    reachable = described != null && signalling.reaches(described);
    armed = true;
    deciding = true;
  }

  private void leave(InetSocketAddress address) {
    if (address != null && former.size() < MAX_FORMER) {
      former.add(address);
    }
  }

  /** Whether an RTP packet comes from the leg; if so, its source is the leg's from now on. */
  boolean accept(InetSocketAddress from, int packetSsrc, int packetSequence, long now) {
    if (!from.equals(source)) {
      if (!mayMove(from, packetSsrc, packetSequence, now)) {
        return false;
      }
      source = from;
      takenAt = now;
      tentative = former.contains(from);
    }
    if (tentative && now - takenAt >= PREFERENCE) {
      former.remove(from);
      tentative = false;
    }
    deciding = tentative;
    heardAt = now;
    ssrc = packetSsrc;
    sequence = packetSequence;
    return true;
  }

  private boolean mayMove(InetSocketAddress from, int packetSsrc, int packetSequence, long now) {
    if (!armed) {
      return false;
    }
    Belief belief = belief(from);
    if (source == null) {
      return belief != Belief.ANYBODY || now - armedAt >= PREFERENCE;
    }
    if (belief.compareTo(belief(source)) > 0) {
      return true;
    }
    if (deciding) {
      return now - armedAt >= PREFERENCE && now - heardAt >= PREFERENCE;
    }
    return now - heardAt >= SILENCE && packetSsrc == ssrc && continues(packetSequence);
  }

  private Belief belief(InetSocketAddress from) {
    if (from.equals(described)) {
      return Belief.DESCRIBED;
    }
    return signalling.isHostOf(from) && !former.contains(from) ? Belief.SIGNALS : Belief.ANYBODY;
  }

  private boolean continues(int packetSequence) {
    int step = (packetSequence - sequence) & 0xffff;
    return step > 0 && step <= MAX_DROPOUT;
  }

  /** Where the leg's packets come from; null until the first. */
  InetSocketAddress source() {
    return source;
  }

  /**
   * Where to send: where it sends from; until then, and while that may be what was still under way
   * from where it was before, where its description says, if that can be the leg; null if unknown.
   */
  InetSocketAddress target() {
    if (source != null && !(tentative && reachable)) {
      return source;
    }
    return reachable ? described : null;
  }
}
