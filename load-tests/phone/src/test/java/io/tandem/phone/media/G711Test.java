package io.tandem.phone.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class G711Test {

  @ParameterizedTest
  @CsvSource({"0, 255, 213", "32767, 128, 170", "-32768, 0, 42", "1000, 206, 250"})
  void knownValuesHaveTheOctetsOfTheStandard(short sample, int muLaw, int aLaw) {
    assertThat(G711.toMuLaw(sample) & 0xFF).isEqualTo(muLaw);
    assertThat(G711.toALaw(sample) & 0xFF).isEqualTo(aLaw);
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void everyOctetSurvivesDecodingAndEncoding(Codec codec) {
    for (int octet = 0; octet < 256; octet++) {
      short sample = codec.decode((byte) octet);
      assertThat(codec.decode(codec.encode(sample))).as("octet %d", octet).isEqualTo(sample);
    }
  }

  @ParameterizedTest
  @EnumSource(Codec.class)
  void theErrorStaysWithinTheLogarithmicStep(Codec codec) {
    for (int sample = -32000; sample <= 32000; sample += 7) {
      int decoded = codec.decode(codec.encode((short) sample));
      assertThat(decoded).isCloseTo(sample, within(16 + Math.abs(sample) / 16));
    }
  }

  @Test
  void codecsAreFoundByPayloadType() {
    assertThat(Codec.ofPayloadType(0)).isEqualTo(Codec.PCMU);
    assertThat(Codec.ofPayloadType(8)).isEqualTo(Codec.PCMA);
    assertThat(Codec.ofPayloadType(9)).isNull();
  }
}
