package io.tandem.media.rtp;

import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Whom to believe to be the leg. A phone behind NAT sends from an address that its description does
 * not know, so the description is a preference and the first packets decide:
 *
 * <ul>
 *   <li>The address in the description wins as soon as it sends.
 *   <li>Another source is taken when nothing came from that address for 500 ms.
 *   <li>Both are decided anew after a new description; until then who was heard is still believed.
 *   <li>Without a new description a source moves only after 2 s of silence, and only if SSRC and
 *       sequence numbers continue.
 * </ul>
 *
 * Packets of all others are strangers'. Pure; times are nanoseconds of any one clock.
 */
final class Latch {
  /** How long the description's address is waited for. */
  static final long PREFERENCE = TimeUnit.MILLISECONDS.toNanos(500);

  /** How long a source must be silent before another may continue its stream. */
  static final long SILENCE = TimeUnit.SECONDS.toNanos(2);

  /** Greatest forward step of a sequence number that still continues (RFC 3550 A.1). */
  private static final int MAX_DROPOUT = 3000;

  private boolean armed;
  private boolean deciding;
  private long armedAt;
  private InetSocketAddress described;
  private InetSocketAddress source;
  private long heardAt;
  private int ssrc;
  private int sequence;

  /**
   * A description came.
   *
   * @param address where it wants its packets; null when it does not say (held, or a host name),
   *     then the last one counts
   */
  void arm(InetSocketAddress address, long now) {
    boolean moved = address != null && !address.equals(described);
    if (moved) {
      described = address;
      source = null;
    }
    if (moved || !armed || source != null) {
      armedAt = now;
    }
    armed = true;
    deciding = true;
  }

  /** Whether an RTP packet comes from the leg; if so, its source is the leg's from now on. */
  boolean accept(InetSocketAddress from, int packetSsrc, int packetSequence, long now) {
    if (!from.equals(source)) {
      if (!mayMove(from, packetSsrc, packetSequence, now)) {
        return false;
      }
      source = from;
    }
    deciding = false;
    heardAt = now;
    ssrc = packetSsrc;
    sequence = packetSequence;
    return true;
  }

  private boolean mayMove(InetSocketAddress from, int packetSsrc, int packetSequence, long now) {
    if (!armed) {
      return false;
    }
    if (from.equals(described)) {
      return true;
    }
    if (source == null) {
      return now - armedAt >= PREFERENCE;
    }
    if (deciding) {
      return now - armedAt >= PREFERENCE && now - heardAt >= PREFERENCE;
    }
    return now - heardAt >= SILENCE && packetSsrc == ssrc && continues(packetSequence);
  }

  private boolean continues(int packetSequence) {
    int step = (packetSequence - sequence) & 0xffff;
    return step > 0 && step <= MAX_DROPOUT;
  }

  /** Where the leg's packets come from; null until the first. */
  InetSocketAddress source() {
    return source;
  }

  /** Where to send: where it sends from, until then where its description says; null if unknown. */
  InetSocketAddress target() {
    return source != null ? source : described;
  }
}
