package io.tandem.call.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.Liveness;
import io.tandem.id.LegId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 4028's tables, from the message to what is agreed. */
class SessionTimersTest {
  private static final CallSettings SETTINGS = CallSettings.DEFAULT;

  /** §9, table 2. What we say as UAS; an empty field is a header or parameter that is not there. */
  @ParameterizedTest
  @CsvSource({
    "timer, 1800, , 1800;refresher=uas",
    "timer, 1800;refresher=uac, , 1800;refresher=uac",
    "'100rel, Timer', 900 ; Refresher = UAS, , 900;refresher=uas",
    "timer, 90;refresher=uac, , 90;refresher=uac",
    "timer, 7200;refresher=uac, , 1800;refresher=uac",
    "timer, 7200;refresher=uac, 3600, 3600;refresher=uac",
    "timer, , , 1800;refresher=uas",
    "timer, , 4000, 4000;refresher=uas",
    "timer, soon, , 1800;refresher=uas",
    "timer, 600;refresher=me, , 600;refresher=uas",
    "100rel, 600, , ",
    ", , , "
  })
  void whatAUacAsksForIsAgreedTo(String supported, String expires, String minSe, String said) {
    var agreed =
        SessionTimers.agreed(Liveness.UNKNOWN, request(supported, expires, minSe), SETTINGS);

    var headers = SessionTimers.answered(agreed);
    assertThat(headers.get("Session-Expires")).isEqualTo(said);
    assertThat(headers.get("Require")).isEqualTo(said == null ? null : "timer");
  }

  @ParameterizedTest
  @CsvSource({
    "timer, 89, true",
    "timer, 90, false",
    "timer, 0, true",
    ", 30, false",
    "timer, , false",
    "timer, -1, false"
  })
  void aShorterIntervalThanOursIsRefused(String supported, String expires, boolean refused) {
    assertThat(SessionTimers.isTooShort(request(supported, expires, null), SETTINGS))
        .isEqualTo(refused);
    assertThat(SessionTimers.minimum(SETTINGS)).isEqualTo(Map.of("Min-SE", "90"));
  }

  /** §7.2: what a 2xx to us means. */
  @ParameterizedTest
  @CsvSource({
    "1800;refresher=uac, PT30M, true",
    "1800;refresher=uas, PT30M, false",
    "120, PT2M, true",
    "60;refresher=uas, PT0S, false",
    "never, PT0S, false",
    "9999999999;refresher=uac, PT24H, true",
    ", PT0S, false"
  })
  void whatAUasSaysCounts(String expires, Duration interval, boolean byUs) {
    var accepted = SessionTimers.accepted(Liveness.UNKNOWN, success(expires), SETTINGS);

    assertThat(accepted.interval()).isEqualTo(interval);
    assertThat(accepted.refreshing()).isEqualTo(byUs);
  }

  @Test
  void aRefreshKeepsItsRoleUnlessItSaysOtherwise() {
    var byPeer = Liveness.UNKNOWN.withTimer(Duration.ofMinutes(10), false);
    var agreed = SessionTimers.agreed(byPeer, request("timer", "600", null), SETTINGS);
    assertThat(agreed.refreshing()).isFalse();
    var ours = byPeer.withTimer(Duration.ofMinutes(10), true);
    assertThat(SessionTimers.agreed(ours, request("timer", "600", null), SETTINGS).refreshing())
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource({"'INVITE, ACK, UPDATE', true", "'INVITE, ACK', false", ", true"})
  void whoUnderstandsUpdateIsKnownByAllow(String allow, boolean updates) {
    Map<String, String> headers = allow == null ? Map.of() : Map.of("Allow", allow);
    var before = Liveness.UNKNOWN.withUpdates(true);
    assertThat(SessionTimers.agreed(before, request(headers), SETTINGS).updates())
        .isEqualTo(updates);
  }

  private static IncomingRequest request(String supported, String expires, String minSe) {
    var headers = new HashMap<String, String>();
    headers.put("Supported", supported);
    headers.put("Session-Expires", expires);
    headers.put("Min-SE", minSe);
    headers.values().removeIf(value -> value == null);
    return request(headers);
  }

  private static IncomingRequest request(Map<String, String> headers) {
    return new IncomingRequest(
        null, null, "INVITE", "id", "sip:a@b", null, "x", "sip:c@b", null, 1, null, false,
        List.of(), null, headers);
  }

  private static IncomingResponse success(String expires) {
    Map<String, String> headers = expires == null ? Map.of() : Map.of("Session-Expires", expires);
    return new IncomingResponse(
        200, null, "INVITE", 1, "tag", null, List.of(), null, headers, Script.flow(LegId.CALLER));
  }
}
