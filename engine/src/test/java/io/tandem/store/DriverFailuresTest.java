package io.tandem.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Cassandra's answers mean; the words are those of 5.0.9. */
class DriverFailuresTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Key length of 70000 is longer than maximum of 65535",
        "Batch too large",
        "Guardrail column_value_size violated: Value of column 'record' has size 2MiB, this exceeds"
            + " the failure threshold of 1MiB.",
        "Guardrail sai_string_term_size violated: Value of column 'caller' has size 9KiB, this"
            + " exceeds the failure threshold of 8KiB.",
      })
  void whatIsAboutTheValueIsRefused(String words) {
    assertThat(invalid(words).isRefusal()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Guardrail replica_disk_usage violated: Write request failed because disk usage exceeds"
            + " failure threshold in node 10.0.0.3:9042.",
        "Guardrail local_data_disk_usage violated: Local data disk usage 91%(CRITICAL) exceeds"
            + " failure threshold of 90%, will stop accepting writes",
        "Guardrail maximum_timestamp violated: The modification to table cdr has a timestamp 2"
            + " after the maximum allowable fail threshold 1",
        "Guardrail write_consistency_levels violated: Provided values [LOCAL_QUORUM] are not"
            + " allowed for write consistency levels",
        "table tandem.cdr does not exist",
        "unconfigured table cdr",
      })
  void whatMayBePutRightWithoutAnotherRequestIsAway(String words) {
    assertThat(invalid(words).isRefusal()).isFalse();
  }

  @Test
  void noOtherKindOfAnswerIsARefusal() {
    assertThat(DriverFailures.ofRequest(new UnauthorizedException(null, "no")).isRefusal())
        .isFalse();
    assertThat(DriverFailures.ofRequest(new SyntaxError(null, "line 1:0")).isRefusal()).isFalse();
  }

  private static StoreException invalid(String words) {
    return DriverFailures.ofRequest(
        new CompletionException(new InvalidQueryException(null, words)));
  }
}
