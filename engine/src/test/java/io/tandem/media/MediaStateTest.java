package io.tandem.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tandem.id.LegId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of media is stored or crosses nodes. */
class MediaStateTest {
  static Stream<ObjectMapper> mappers() {
    JavaTimeModule time = new JavaTimeModule();
    return Stream.of(
        CBORMapper.builder().addModule(time).build(), JsonMapper.builder().addModule(time).build());
  }

  @ParameterizedTest
  @MethodSource("mappers")
  void survivesTheWire(ObjectMapper mapper) throws IOException {
    MediaState state =
        new MediaState(
            List.of(
                new MediaState.LegState(
                    LegId.CALLER, new LegId(1), true, 77, 3, "v=0", null, List.of("", "[::1]:5"))));
    MediaStatistics statistics = new MediaStatistics(1, 2, 3, 4, 5, Duration.ofNanos(6), 7, "PCMA");

    assertThat(mapper.readValue(mapper.writeValueAsBytes(state), MediaState.class))
        .isEqualTo(state);
    assertThat(mapper.readValue(mapper.writeValueAsBytes(statistics), MediaStatistics.class))
        .isEqualTo(statistics);
  }

  @Test
  void statisticsOfALegsStreamsAddUp() {
    MediaStatistics video = new MediaStatistics(1, 2, 3, 4, 5, Duration.ofNanos(60), 7, "H264");
    MediaStatistics audio = new MediaStatistics(10, 20, 30, 40, 50, Duration.ofNanos(6), 70, "");

    assertThat(audio.plus(video))
        .isEqualTo(new MediaStatistics(11, 22, 33, 44, 55, Duration.ofNanos(60), 77, "H264"));
  }
}
