package io.tandem.media;

import io.tandem.id.LegId;
import java.net.InetAddress;
import java.util.Map;

/**
 * One call's anchored media. Every leg talks to our own addresses only; what a leg learns of
 * another is rewritten here (RFC 3264). Used from one thread at a time, never blocks.
 *
 * <p>Packets flow as soon as an answer is known, so early media works; {@link #connect} starts the
 * supervision. A method called after {@link #close} does nothing or throws {@link
 * IllegalStateException} where it would have to return a description.
 */
public interface MediaSession extends AutoCloseable {
  /**
   * States where the signalling of {@code leg} comes from: its packets may come from there, too,
   * whatever its description says, since it may be behind NAT. To be told before the first offer
   * from or to it, and whenever it has moved. A leg that has sent no description yet gets ports of
   * that address' family; without it, those of the offer's.
   */
  void signalledFrom(LegId leg, InetAddress address);

  /**
   * The offer of {@code from} as {@code to} shall see it. Allocates ports; may be called for
   * several {@code to}s when forking, each then has an early dialog of its own towards {@code
   * from}.
   *
   * @throws SdpRefusedException when the offer cannot be understood or nothing in it can be
   *     relayed; the session is as it was before
   */
  String offer(LegId from, LegId to, String sdp) throws SdpRefusedException;

  /**
   * The answer of {@code from} to the offer that {@code to} made, as {@code to} shall see it.
   * Repeatable (a 183, then the 200): the same text gives the same version.
   *
   * @throws SdpRefusedException when it does not fit the offer, or there was no offer; the session
   *     is as it was before
   */
  String answer(LegId from, LegId to, String sdp) throws SdpRefusedException;

  /** The pending offer of {@code from} to {@code to} failed: the session is as it was before it. */
  void rollback(LegId from, LegId to);

  /** These two talk from now on (after a 2xx and its ACK): supervision of their media starts. */
  void connect(LegId a, LegId b);

  /** The leg is gone (a fork that lost, a party that left): its ports go back. */
  void release(LegId leg);

  /** What was relayed, by leg, of all its streams together; still there after {@link #close}. */
  Map<LegId, MediaStatistics> statistics();

  /** Everything needed to anchor the same media again, on this node or another. */
  MediaState state();

  /** Ends all relaying; all ports go back. Idempotent. */
  @Override
  void close();
}
