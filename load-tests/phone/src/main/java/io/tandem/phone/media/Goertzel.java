package io.tandem.phone.media;

/**
 * Finds tones in 8 kHz samples by the Goertzel algorithm, in blocks of 50 ms under a Hann window: a
 * tone is told from others that are at least 40 Hz away, and lost packets or jumps of phase cost
 * only the block they are in.
 */
final class Goertzel {
  private static final double SAMPLE_RATE = 8000;
  private static final int BLOCK = 400;
  private static final double[] WINDOW = hann();
  private static final double WINDOW_SUM = sum(1);
  private static final double WINDOW_POWER = sum(2);

  private Goertzel() {}

  /**
   * The share of the samples' energy that is a sine of this frequency.
   *
   * @return 0 to about 1; 0 if there is less than a block of samples, or no energy
   */
  static double share(short[] samples, double frequency) {
    double tone = 0;
    double total = 0;
    for (int at = 0; at + BLOCK <= samples.length; at += BLOCK) {
      tone += tonePower(samples, at, frequency);
      total += power(samples, at);
    }
    return total == 0 ? 0 : tone / total;
  }

  /** The level of the samples in dB relative to a full-scale square wave; -100 for silence. */
  static double level(short[] samples) {
    double sum = 0;
    for (short sample : samples) {
      sum += (double) sample * sample;
    }
    if (sum == 0) {
      return -100;
    }
    double rms = Math.sqrt(sum / samples.length);
    return Math.max(-100, 20 * Math.log10(rms / 32768));
  }

  /** Mean power of the sine of this frequency within one block: |X|² · 2 / (Σw)². */
  private static double tonePower(short[] samples, int at, double frequency) {
    double coefficient = 2 * Math.cos(2 * Math.PI * frequency / SAMPLE_RATE);
    double before = 0;
    double last = 0;
    for (int i = 0; i < BLOCK; i++) {
      double now = samples[at + i] * WINDOW[i] + coefficient * last - before;
      before = last;
      last = now;
    }
    double squared = last * last + before * before - coefficient * last * before;
    return 2 * squared / (WINDOW_SUM * WINDOW_SUM);
  }

  private static double power(short[] samples, int at) {
    double sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      double weighted = samples[at + i] * WINDOW[i];
      sum += weighted * weighted;
    }
    return sum / WINDOW_POWER;
  }

  private static double[] hann() {
    double[] window = new double[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * (i + 0.5) / BLOCK);
    }
    return window;
  }

  private static double sum(int exponent) {
    double sum = 0;
    for (double value : WINDOW) {
      sum += Math.pow(value, exponent);
    }
    return sum;
  }
}
