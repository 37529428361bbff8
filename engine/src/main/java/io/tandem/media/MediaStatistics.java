package io.tandem.media;

import io.tandem.id.CborSerializable;
import java.time.Duration;

/**
 * What was relayed for a leg.
 *
 * @param packetsReceived RTP packets from the leg
 * @param octetsReceived their octets, headers of RTP included
 * @param packetsSent RTP packets to the leg
 * @param octetsSent their octets, headers of RTP included
 * @param packetsLost gaps in the sequence numbers of what came from the leg (RFC 3550 A.3)
 * @param jitter interarrival jitter of what came from the leg (RFC 3550 §6.4.1), the worst of its
 *     streams
 * @param strangers packets dropped because they came from an address the leg does not send from
 * @param codec name of the codec it sends, for example {@code PCMA}; empty if nothing was agreed
 */
public record MediaStatistics(
    long packetsReceived,
    long octetsReceived,
    long packetsSent,
    long octetsSent,
    long packetsLost,
    Duration jitter,
    long strangers,
    String codec)
    implements CborSerializable {
  /** Nothing relayed yet. */
  public static final MediaStatistics NONE =
      new MediaStatistics(0, 0, 0, 0, 0, Duration.ZERO, 0, "");

  /** Both together; the codec is this one's unless it has none. */
  public MediaStatistics plus(MediaStatistics other) {
    return new MediaStatistics(
        packetsReceived + other.packetsReceived,
        octetsReceived + other.octetsReceived,
        packetsSent + other.packetsSent,
        octetsSent + other.octetsSent,
        packetsLost + other.packetsLost,
        jitter.compareTo(other.jitter) >= 0 ? jitter : other.jitter,
        strangers + other.strangers,
        codec.isEmpty() ? other.codec : codec);
  }
}
