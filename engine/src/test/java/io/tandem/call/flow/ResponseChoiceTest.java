package io.tandem.call.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.flow.Outcome.FinalResponse;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.cdr.EndCause;
import io.tandem.cdr.EndReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 3261 §16.7, step 6. */
class ResponseChoiceTest {
  @ParameterizedTest
  @CsvSource({
    "486, 486",
    "404 486, 486",
    "486 603, 603",
    "500 404, 404",
    "500 480, 480",
    "408 404, 404",
    "408 480, 480",
    "401, 480",
    "407 486, 486",
    "302 404, 480",
    "503, 500",
    "503 480, 480",
    "501 600 486, 600",
    "487 408, 408",
    "488 484, 484",
    "'', 480",
  })
  void choosesWhatTheCallerHears(String statuses, int best) {
    var responses =
        Arrays.stream(statuses.split(" "))
            .filter(status -> !status.isEmpty())
            .map(status -> ResponseChoice.translate(response(Integer.parseInt(status))))
            .toList();
    assertThat(ResponseChoice.best(responses).status()).isEqualTo(best);
  }

  @ParameterizedTest
  @CsvSource({
    "486,BUSY",
    "600,BUSY",
    "603,REJECTED",
    "408,NO_ANSWER",
    "487,CANCELLED",
    "404,FAILED",
  })
  void saysWhyTheCallEnded(int status, EndReason reason) {
    assertThat(ResponseChoice.reason(FinalResponse.of(status))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "302,REDIRECTED,FAILED",
    "305,REDIRECTED,FAILED",
    "401,REFUSED,REJECTED",
    "403,REFUSED,REJECTED",
    "404,REFUSED,FAILED",
    "408,UNREACHABLE,NO_ANSWER",
    "480,REFUSED,REJECTED",
    "486,,BUSY",
    "488,REFUSED,FAILED",
    "503,REFUSED,FAILED",
    "600,,BUSY",
    "603,REFUSED,REJECTED",
  })
  void tellsApartWhatAPhoneMeans(int status, EndCause cause, EndReason reason) {
    var meaning = ResponseChoice.translate(response(status));
    assertThat(meaning.cause()).isEqualTo(cause);
    assertThat(ResponseChoice.reason(meaning)).isEqualTo(reason);
  }

  private static IncomingResponse response(int status) {
    return new IncomingResponse(
        status, null, "INVITE", 1, "t", null, List.of(), null, Map.of(), Script.flow(Script.ONE));
  }
}
