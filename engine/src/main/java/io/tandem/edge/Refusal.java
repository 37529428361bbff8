package io.tandem.edge;

import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A final answer that ends a request at the edge.
 *
 * @param status the status code, 400 to 699
 * @param reason the reason phrase, or {@code null} for the usual one
 * @param cause the name it is counted by
 * @param headers the values of further headers of the response, by name
 */
record Refusal(int status, String reason, String cause, Map<String, List<String>> headers) {
  /**
   * The tenant is not in service, for the time being: phones that hear 403 would not ask again
   * before somebody restarts them.
   */
  static final Refusal INACTIVE = busy("inactive", 60).warning("Out of service");

  static Refusal of(int status, String cause) {
    return new Refusal(status, null, cause, Map.of());
  }

  static Refusal of(int status, String reason, String cause) {
    return new Refusal(status, reason, cause, Map.of());
  }

  /** 503, with the seconds after which it makes sense to try again (RFC 3261 §21.5.4). */
  static Refusal busy(String cause, int retryAfterSeconds) {
    return new Refusal(
        503, null, cause, Map.of("Retry-After", List.of(Integer.toString(retryAfterSeconds))));
  }

  /** The same, after {@code wait}, which is rounded up to whole seconds. */
  static Refusal busy(String cause, Duration wait) {
    return busy(cause, (int) Math.max(1, wait.plusMillis(999).toSeconds()));
  }

  /** The same with a Warning that says to humans what happened (RFC 3261 §20.43). */
  Refusal warning(String text) {
    var more = new HashMap<>(headers);
    more.put("Warning", List.of("399 tandem \"" + text + "\""));
    return new Refusal(status, reason, cause, more);
  }

  SipResponse to(SipRequest request) {
    var response = SipResponse.to(request, status);
    if (reason != null) {
      response.reason(reason);
    }
    headers.forEach((name, values) -> values.forEach(value -> response.header(name, value)));
    return response.build();
  }
}
