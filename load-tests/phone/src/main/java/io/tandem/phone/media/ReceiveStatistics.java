package io.tandem.phone.media;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Counts what an RTP stream received and keeps its last seconds of sound. Thread safe by its own
 * lock: the reading thread writes, commands read.
 */
final class ReceiveStatistics {
  private static final long KEPT_NANOS = Duration.ofSeconds(5).toNanos();

  /** A jump further than this is a new stream, not a loss (RFC 3550 A.1, MAX_DROPOUT). */
  private static final int MAX_DROPOUT = 3000;

  private static final int MAX_SOURCES = 100;

  private final Map<Long, Sequence> bySsrc = new LinkedHashMap<>();
  private final Set<String> sources = new LinkedHashSet<>();
  private final Set<Integer> payloadTypes = new LinkedHashSet<>();
  private final Deque<Sound> sound = new ArrayDeque<>();
  private long received;
  private long maxGapNanos;
  private long lastNanos;

  private record Sound(long nanos, short[] samples) {}

  /** One SSRC's sequence numbers, extended beyond 16 bit. */
  private static final class Sequence {
    long lostBefore;
    long base;
    long highest;
    long unique;
    long duplicates;
    final Set<Long> recent = new LinkedHashSet<>();

    Sequence(int first) {
      restart(first);
    }

    void restart(int first) {
      base = first;
      highest = first;
      unique = 1;
      recent.clear();
      recent.add((long) first);
    }

    void add(int sequence) {
      long extended = highest + (short) (sequence - (int) highest);
      if (Math.abs(extended - highest) > MAX_DROPOUT) {
        lostBefore = lost();
        restart(sequence);
        return;
      }
      if (!recent.add(extended)) {
        duplicates++;
        return;
      }
      if (recent.size() > 512) {
        recent.remove(recent.iterator().next());
      }
      unique++;
      base = Math.min(base, extended);
      highest = Math.max(highest, extended);
    }

    long lost() {
      return lostBefore + highest - base + 1 - unique;
    }
  }

  synchronized void count(RtpPacket packet, String source, long nanos) {
    if (received++ > 0) {
      maxGapNanos = Math.max(maxGapNanos, nanos - lastNanos);
    }
    lastNanos = nanos;
    if (sources.size() < MAX_SOURCES) {
      sources.add(source);
    }
    payloadTypes.add(packet.payloadType());
    Sequence known = bySsrc.get(packet.ssrc());
    if (known != null) {
      known.add(packet.sequence());
    } else if (bySsrc.size() < MAX_SOURCES) {
      bySsrc.put(packet.ssrc(), new Sequence(packet.sequence()));
    }
  }

  synchronized void hear(short[] samples, long nanos) {
    sound.addLast(new Sound(nanos, samples));
    while (nanos - sound.getFirst().nanos > KEPT_NANOS) {
      sound.removeFirst();
    }
  }

  /** The sound that arrived since the given time, in order of arrival. */
  synchronized short[] since(long nanos) {
    List<short[]> frames =
        sound.stream().filter(s -> s.nanos - nanos >= 0).map(Sound::samples).toList();
    short[] all = new short[frames.stream().mapToInt(f -> f.length).sum()];
    int at = 0;
    for (short[] frame : frames) {
      System.arraycopy(frame, 0, all, at, frame.length);
      at += frame.length;
    }
    return all;
  }

  synchronized void reset() {
    bySsrc.clear();
    sources.clear();
    payloadTypes.clear();
    sound.clear();
    received = 0;
    maxGapNanos = 0;
  }

  synchronized long received() {
    return received;
  }

  synchronized long lost() {
    return bySsrc.values().stream().mapToLong(Sequence::lost).sum();
  }

  synchronized long duplicates() {
    return bySsrc.values().stream().mapToLong(s -> s.duplicates).sum();
  }

  /** The highest extended sequence number of an SSRC; 0 if it is unknown. */
  synchronized long highestSequence(long ssrc) {
    Sequence sequence = bySsrc.get(ssrc);
    return sequence == null ? 0 : sequence.highest;
  }

  synchronized List<Long> ssrcs() {
    return List.copyOf(bySsrc.keySet());
  }

  synchronized List<String> sources() {
    return List.copyOf(sources);
  }

  synchronized List<Integer> payloadTypes() {
    return new ArrayList<>(payloadTypes);
  }

  synchronized Duration maxGap() {
    return Duration.ofNanos(maxGapNanos);
  }

  /** Time since the last packet, or null if none came. */
  synchronized Duration sinceLast(long nanos) {
    return received == 0 ? null : Duration.ofNanos(nanos - lastNanos);
  }
}
