package io.tandem.phone.media;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Turns digits into RFC 4733 telephone-events, one payload per 20 ms tick: five updates of a rising
 * duration, three times the end, then a pause. Not thread safe.
 */
final class DtmfSender {
  static final String DIGITS = "0123456789*#ABCD";
  private static final int UPDATES = 5;
  private static final int ENDS = 3;
  private static final int PAUSE = 3;
  private static final int VOLUME = 10;

  /**
   * One tick's worth of event.
   *
   * @param first whether this packet begins the event (marker bit)
   */
  record Event(byte[] payload, boolean first) {}

  private final Deque<Character> queue = new ArrayDeque<>();
  private char digit;
  private int tick;

  void add(String digits) {
    for (char c : digits.toUpperCase(Locale.ROOT).toCharArray()) {
      if (DIGITS.indexOf(c) < 0) {
        throw new IllegalArgumentException("not a DTMF digit: " + c);
      }
      queue.add(c);
    }
  }

  /** Whether this tick belongs to digits, so that no sound is sent. */
  boolean active() {
    return tick > 0 || !queue.isEmpty();
  }

  /** The event packet of this tick, or null in the pause between digits. */
  Event next(int samplesPerTick) {
    if (tick == 0) {
      digit = queue.removeFirst();
    }
    int now = tick++;
    if (now >= UPDATES + ENDS) {
      if (tick == UPDATES + ENDS + PAUSE) {
        tick = 0;
      }
      return null;
    }
    boolean end = now >= UPDATES;
    int duration = (Math.min(now, UPDATES - 1) + 1) * samplesPerTick;
    byte[] payload =
        ByteBuffer.allocate(4)
            .put((byte) DIGITS.indexOf(digit))
            .put((byte) (VOLUME | (end ? 0x80 : 0)))
            .putShort((short) duration)
            .array();
    return new Event(payload, now == 0);
  }
}
