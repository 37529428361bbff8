package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.api.support.FakeCluster;
import io.tandem.api.support.TestApi;
import io.tandem.cdr.CallDirection;
import io.tandem.cdr.CallRecord;
import io.tandem.cdr.EndCause;
import io.tandem.cdr.EndReason;
import io.tandem.cdr.LegRecord;
import io.tandem.cdr.MediaRecord;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CdrRoutesTest {
  private static TestApi api;
  private static Instant noon;
  private static List<CallRecord> records;

  @BeforeAll
  static void start() {
    api = TestApi.start();
    noon = api.clock.instant();
    records =
        List.of(
            cdr(Duration.ofMinutes(1), "1001", "1002", true),
            cdr(Duration.ofMinutes(2), "1001", "1003", false),
            cdr(Duration.ofHours(23), "1002", "1003", true),
            cdr(Duration.ofDays(2), "1001", "1002", true));
    records.forEach(api.cluster::add);
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static CallRecord cdr(Duration ago, String caller, String callee, boolean answered) {
    Instant at = noon.minus(ago);
    Instant end = at.plusMillis(10_250);
    var media = new MediaRecord("PCMA", 500, 499, 1, null, 2.5);
    var leg =
        new LegRecord(
            LegId.CALLER,
            caller,
            "192.0.2.1:5060",
            "phone",
            "abc",
            at,
            null,
            null,
            end,
            200,
            media);
    return new CallRecord(
        api.acme,
        CallId.mint(3, at, new Random(ago.toMillis())),
        CallDirection.INTERNAL,
        caller,
        "",
        callee,
        callee,
        "acme.test",
        at,
        at.plusMillis(100),
        answered ? at.plusMillis(4_000) : null,
        end,
        answered ? EndReason.CALLER_HANGUP : EndReason.BUSY,
        answered ? null : EndCause.REFUSED,
        answered ? 200 : 486,
        FakeCluster.NODE,
        List.of(leg));
  }

  @Test
  void aRecordIsReadByItsIdWithItsLegsAndTheirMedia() {
    var reply = api.ann().get(api.acmePath() + "/cdrs/" + records.get(0).callId());

    assertThat(reply.status()).isEqualTo(200);
    var cdr = reply.json();
    assertThat(cdr.path("started_at").asText()).isEqualTo("2026-03-01T11:59:00.000Z");
    assertThat(cdr.path("answered_at").asText()).isEqualTo("2026-03-01T11:59:04.000Z");
    assertThat(cdr.path("duration_ms").asLong()).isEqualTo(10_250);
    assertThat(cdr.path("talk_duration_ms").asLong()).isEqualTo(6_250);
    assertThat(cdr.path("result").asText()).isEqualTo("ANSWERED");
    assertThat(cdr.path("end_reason").asText()).isEqualTo("CALLER_HANGUP");
    assertThat(cdr.has("end_cause")).isFalse();
    assertThat(cdr.path("dialled_domain").asText()).isEqualTo("acme.test");
    assertThat(cdr.has("caller_name")).isFalse();
    var media = cdr.path("legs").get(0).path("media");
    assertThat(media.path("codec").asText()).isEqualTo("PCMA");
    assertThat(media.path("packets_from").asInt()).isEqualTo(500);
    assertThat(media.path("lost_from").asInt()).isEqualTo(1);
    assertThat(media.has("lost_to")).as("what no report told").isFalse();
    assertThat(media.path("jitter_ms").asDouble()).isEqualTo(2.5);
  }

  @Test
  void anothersRecordsAreNotThere() {
    String path = "/v1/tenants/" + api.other + "/cdrs";

    assertThat(api.bob().get(path + "/" + records.get(0).callId()).status()).isEqualTo(404);
    assertThat(api.bob().get(path + "/none").status()).isEqualTo(404);
    assertThat(api.bob().get(path).json().path("items")).isEmpty();
  }

  @Test
  void theLastDayIsListedNewestFirst() {
    assertThat(list("")).containsExactly(id(0), id(1), id(2));
  }

  @Test
  void aTimeMayBeGiven() {
    assertThat(list("?from=2026-02-27T00:00:00Z&to=2026-03-01T00:00:00Z"))
        .containsExactly(id(2), id(3));
    assertThat(list("?to=2026-02-28T00:00:00Z")).containsExactly(id(3));
    assertThat(list("?from=2026-03-01T11:58:00Z&to=2026-03-01T11:59:00Z")).containsExactly(id(1));
  }

  @Test
  void filtersNarrowTheList() {
    assertThat(list("?caller=1001")).containsExactly(id(0), id(1));
    assertThat(list("?callee=1003")).containsExactly(id(1), id(2));
    assertThat(list("?result=BUSY")).containsExactly(id(1));
    assertThat(list("?caller=1001&callee=1002&result=ANSWERED")).containsExactly(id(0));
    assertThat(list("?caller=%2B4989")).isEmpty();
  }

  @Test
  void pagesFollowTheCursor() {
    var first = api.ann().get(api.acmePath() + "/cdrs?limit=2").json();
    assertThat(ids(first)).containsExactly(id(0), id(1));

    var second =
        api.ann()
            .get(api.acmePath() + "/cdrs?limit=2&cursor=" + first.path("next_cursor").asText())
            .json();
    assertThat(ids(second)).containsExactly(id(2));
    assertThat(second.path("next_cursor").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=yesterday",
        "from=2026-03-01",
        "from=2024-01-01T00:00:00Z",
        "from=2026-03-01T13:00:00Z",
        "from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z",
        "to=%2B1000000000-12-31T23:59:59Z",
        "to=-1000000000-01-01T00:00:00Z",
        "to=1960-01-01T00:00:00Z",
        "from=%00",
        "caller=",
        "result=LOST",
        "result=answered",
        "cursor=x",
        "cursor=99999999999999999999.",
        "limit=0"
      })
  void wrongQueriesAre400(String query) {
    var reply = api.ann().get(api.acmePath() + "/cdrs?" + query);

    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).isEqualTo("INVALID_PARAMETER");
  }

  private static List<String> list(String query) {
    return ids(api.ann().get(api.acmePath() + "/cdrs" + query).json());
  }

  private static List<String> ids(JsonNode page) {
    var ids = new ArrayList<String>();
    page.path("items").forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }

  private static String id(int index) {
    return records.get(index).callId().value();
  }
}
