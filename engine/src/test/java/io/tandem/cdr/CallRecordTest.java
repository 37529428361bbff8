package io.tandem.cdr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tandem.id.LegId;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallRecordTest {
  private final CallRecord answered = CallRecords.answered(CallRecords.tenant(), CallRecords.START);

  @Test
  void whatAPhoneCallsItselfIsKeptButNotAtAnyLength() {
    var leg =
        new LegRecord(
            LegId.CALLER,
            "1001",
            null,
            "x".repeat(4_000),
            null,
            Instant.EPOCH,
            null,
            null,
            null,
            null,
            null);

    assertThat(leg.userAgent()).isEqualTo("x".repeat(LegRecord.MAX_USER_AGENT));
  }

  @Test
  void derivesItsDurations() {
    assertThat(answered.durationMs()).isEqualTo(10_000);
    assertThat(answered.talkDurationMs()).isEqualTo(8_000);
    assertThat(unanswered(EndReason.NO_ANSWER).talkDurationMs()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "NO_ANSWER, NO_ANSWER",
    "BUSY, BUSY",
    "REJECTED, REJECTED",
    "CANCELLED, CANCELLED",
    "CALLER_HANGUP, CANCELLED",
    "FAILED, FAILED",
    "LIMIT, FAILED",
    "NODE_LOST, FAILED"
  })
  void derivesTheResultOfACallThatNobodyAnswered(EndReason reason, CallResult result) {
    assertThat(unanswered(reason).result()).isEqualTo(result);
  }

  @ParameterizedTest
  @CsvSource({"CALLER_HANGUP", "TRANSFERRED", "MEDIA_TIMEOUT", "SHUTDOWN"})
  void isAnsweredHoweverItEnded(EndReason reason) {
    CallRecord record =
        CallRecords.record(
            CallRecords.tenant(), CallRecords.START, CallRecords.START.plusSeconds(1), reason);

    assertThat(record.result()).isEqualTo(CallResult.ANSWERED);
  }

  @Test
  void roundTripsThroughJsonAndShowsWhatIsDerived() {
    String json = CdrJson.write(answered);

    assertThat(CdrJson.read(json)).isEqualTo(answered);
    assertThat(json)
        .contains("\"startedAt\":\"2026-03-02T10:00:00.123Z\"")
        .contains("\"result\":\"ANSWERED\"", "\"durationMs\":10000", "\"talkDurationMs\":8000")
        .doesNotContain("null");
  }

  @Test
  void passesOverFieldsOfLaterReleases() {
    String json = CdrJson.write(answered).replaceFirst("\\{", "{\"new\":[1],");

    assertThat(CdrJson.read(json)).isEqualTo(answered);
    assertThatThrownBy(() -> CdrJson.read("{")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCauseOfALaterReleaseReadsAsNone() {
    String json = CdrJson.write(answered).replaceFirst("\\{", "{\"endCause\":\"ABDUCTED\",");

    assertThat(CdrJson.read(json)).isEqualTo(answered);
  }

  @Test
  void roundTripsThroughCbor() throws IOException {
    var mapper =
        CBORMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    byte[] bytes = mapper.writeValueAsBytes(answered);

    assertThat(mapper.readValue(bytes, CallRecord.class)).isEqualTo(answered);
  }

  private static CallRecord unanswered(EndReason reason) {
    return CallRecords.record(CallRecords.tenant(), CallRecords.START, null, reason);
  }

  @Test
  void itsTextsAreWellFormedAndAreCutBetweenCharacters() {
    var leg =
        new LegRecord(
            LegId.CALLER,
            "1\ud83d",
            null,
            "x".repeat(LegRecord.MAX_USER_AGENT - 1) + "\ud83d\ude80",
            "\ude80@h",
            CallRecords.START,
            null,
            null,
            null,
            null,
            null);
    assertThat(leg.userAgent()).isEqualTo("x".repeat(LegRecord.MAX_USER_AGENT - 1));
    assertThat(leg.target()).isEqualTo("1\ufffd");
    assertThat(leg.sipCallId()).isEqualTo("\ufffd@h");
  }
}
