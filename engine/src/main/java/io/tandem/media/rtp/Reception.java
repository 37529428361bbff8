package io.tandem.media.rtp;

import java.time.Duration;

/**
 * What can be told of a stream from its headers: RFC 3550 A.1 (sequence numbers), A.3 (loss),
 * §6.4.1 (jitter). A new SSRC, or a jump too far to be loss, starts a new stream; the losses add
 * up. Written by one thread, read by any.
 */
final class Reception {
  private static final int MAX_DROPOUT = 3000;
  private static final int MAX_MISORDER = 100;
  private static final int MODULUS = 1 << 16;
  private static final int NO_SEQUENCE = -1;
  private static final double NANOS_A_SECOND = 1e9;

  private final Counter packets = new Counter();
  private final Counter octets = new Counter();
  private final Counter lost = new Counter();
  private final Counter jitterNanos = new Counter();
  private final Counter codec = new Counter();

  private boolean started;
  private int ssrc;
  private int base;
  private int highest;
  private long cycles;
  private long received;
  private long lostBefore;
  private int expectedAfterJump = NO_SEQUENCE;

  private int jitterType = -1;
  private long lastArrival;
  private int lastTimestamp;
  private double jitter;

  Reception() {
    codec.set(-1);
  }

  /** Counts a packet. */
  void packet(int packetSsrc, int sequence, int length) {
    packets.add(1);
    octets.add(length);
    if (!started || packetSsrc != ssrc) {
      restart(packetSsrc, sequence);
    } else if (!inOrder(sequence)) {
      return;
    }
    received++;
    lost.set(lostBefore + currentLoss());
  }

  /** RFC 3550 A.1: false when the packet is left out, as the first of a jump is. */
  private boolean inOrder(int sequence) {
    int step = (sequence - highest) & 0xffff;
    if (step < MAX_DROPOUT) {
      if (sequence < highest) {
        cycles += MODULUS;
      }
      highest = sequence;
    } else if (step <= MODULUS - MAX_MISORDER) {
      if (sequence != expectedAfterJump) {
        expectedAfterJump = (sequence + 1) & 0xffff;
        return false;
      }
      restart(ssrc, sequence);
    }
    expectedAfterJump = NO_SEQUENCE;
    return true;
  }

  private void restart(int newSsrc, int sequence) {
    lostBefore += currentLoss();
    started = true;
    ssrc = newSsrc;
    base = sequence;
    highest = sequence;
    cycles = 0;
    received = 0;
    expectedAfterJump = NO_SEQUENCE;
    jitterType = -1;
  }

  /** Duplicates may outnumber losses: never below 0. */
  private long currentLoss() {
    return started && received > 0 ? Math.max(0, cycles + highest - base + 1 - received) : 0;
  }

  /** Measures the jitter of packets of one codec; a change of codec starts the difference anew. */
  void timing(int type, int clockRate, int timestamp, long arrival) {
    if (type == jitterType) {
      double sent = (timestamp - lastTimestamp) * NANOS_A_SECOND / clockRate;
      double difference = Math.abs(arrival - lastArrival - sent);
      jitter += (difference - jitter) / 16;
      jitterNanos.set((long) jitter);
    } else {
      codec.set(type);
    }
    jitterType = type;
    lastArrival = arrival;
    lastTimestamp = timestamp;
  }

  long packets() {
    return packets.get();
  }

  long octets() {
    return octets.get();
  }

  long lost() {
    return lost.get();
  }

  Duration jitter() {
    return Duration.ofNanos(jitterNanos.get());
  }

  /** The payload type of the codec heard last, -1 if none yet. */
  int codec() {
    return (int) codec.get();
  }
}
