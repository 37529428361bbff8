package io.tandem.phone.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoertzelTest {

  @ParameterizedTest
  @ValueSource(ints = {300, 440, 697, 1000, 1633, 3400})
  void aToneHoldsNearlyAllTheEnergyAtItsFrequencyAndNoneElsewhere(int frequency) {
    short[] sound = new ToneGenerator(frequency).next(8000);

    assertThat(Goertzel.share(sound, frequency)).isCloseTo(1, within(0.02));
    assertThat(Goertzel.share(sound, frequency + 60)).isLessThan(0.01);
    assertThat(Goertzel.share(sound, frequency - 60)).isLessThan(0.01);
  }

  @Test
  void aToneIsHeardThroughEitherLawOfG711() {
    for (Codec codec : Codec.values()) {
      short[] sound = new ToneGenerator(440).next(8000);
      for (int i = 0; i < sound.length; i++) {
        sound[i] = codec.decode(codec.encode(sound[i]));
      }
      assertThat(Goertzel.share(sound, 440)).as("%s", codec).isGreaterThan(0.97);
    }
  }

  @Test
  void eachOfTwoMixedTonesHoldsHalfTheEnergy() {
    short[] sound = new ToneGenerator(440).next(8000);
    short[] other = new ToneGenerator(880).next(8000);
    for (int i = 0; i < sound.length; i++) {
      sound[i] += other[i];
    }

    assertThat(Goertzel.share(sound, 440)).isCloseTo(0.5, within(0.02));
    assertThat(Goertzel.share(sound, 880)).isCloseTo(0.5, within(0.02));
  }

  @Test
  void noiseIsNoTone() {
    Random random = new Random(1);
    short[] noise = new short[8000];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (short) (random.nextGaussian() * 3000);
    }

    assertThat(Goertzel.share(noise, 440)).isLessThan(0.03);
  }

  @Test
  void silenceHasNoToneAndTheLowestLevel() {
    assertThat(Goertzel.share(new short[8000], 440)).isZero();
    assertThat(Goertzel.level(new short[8000])).isEqualTo(-100);
    assertThat(Goertzel.level(new ToneGenerator(440).next(8000))).isCloseTo(-13.3, within(0.1));
  }
}
