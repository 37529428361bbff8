package io.tandem.phone.media;

/** An endless sine at 8 kHz whose phase runs on from frame to frame. Not thread safe. */
final class ToneGenerator {
  private static final double SAMPLE_RATE = 8000;

  /** About -10 dBFS, what a telephone line carries comfortably. */
  private static final double AMPLITUDE = 10_000;

  private final double step;
  private double phase;

  /**
   * @param frequency in Hz; 0 gives silence
   */
  ToneGenerator(int frequency) {
    step = 2 * Math.PI * frequency / SAMPLE_RATE;
  }

  short[] next(int samples) {
    short[] frame = new short[samples];
    for (int i = 0; i < samples; i++) {
      frame[i] = (short) Math.round(AMPLITUDE * Math.sin(phase));
      phase = (phase + step) % (2 * Math.PI);
    }
    return frame;
  }
}
