package io.tandem.phone.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a call's RTP stream sent and received since the call began or the counters were reset.
 *
 * @param sent RTP packets sent
 * @param received RTP packets received, all payload types
 * @param lost packets missing by sequence number, over all SSRCs
 * @param duplicates packets received twice
 * @param ssrcs the SSRCs seen, in order
 * @param sources the {@code host:port} seen as source of RTP, in order
 * @param payloadTypes the payload types seen, in order
 * @param maxGap the longest time between two received packets; zero before the second
 * @param sinceLast time since the last packet; null if none came
 * @param rtcpReceived RTCP packets received
 * @param digits DTMF digits received as RFC 4733 events, in order
 * @param level the level in dBFS of what was received in the window asked about; -100 for silence
 *     or nothing
 * @param tones for each frequency asked about, the share (0 to 1) of the received energy that is in
 *     this tone
 */
public record MediaReport(
    long sent,
    long received,
    long lost,
    long duplicates,
    List<Long> ssrcs,
    List<String> sources,
    List<Integer> payloadTypes,
    Duration maxGap,
    Duration sinceLast,
    long rtcpReceived,
    String digits,
    double level,
    Map<Integer, Double> tones) {

  /** Below this level in dBFS nothing counts as heard. */
  private static final double AUDIBLE = -45;

  /** A tone must hold this share of the energy; two equal tones of a mix hold a half each. */
  private static final double SHARE = 0.15;

  /**
   * Whether the tone can be heard.
   *
   * @param frequency one of the frequencies that the report was asked for, in Hz
   */
  public boolean hears(int frequency) {
    Double share = tones.get(frequency);
    if (share == null) {
      throw new IllegalArgumentException("not asked about " + frequency + " Hz: " + tones);
    }
    return level > AUDIBLE && share > SHARE;
  }

  /** Whether there is silence, or nothing at all. */
  public boolean silent() {
    return level <= AUDIBLE;
  }
}
