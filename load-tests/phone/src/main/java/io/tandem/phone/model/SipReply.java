package io.tandem.phone.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The final response to a request.
 *
 * @param status the status code; 408 and 503 with {@code local} set stand for a transaction timeout
 *     and a transport error
 * @param reason the reason phrase
 * @param local whether no response came and this one is the phone's own verdict
 * @param attempts how many requests were sent: 2 after one challenge
 * @param elapsed from the first request to the final response
 * @param headers all header fields of the response, values by name, in order
 * @param body the body, empty for none
 */
public record SipReply(
    int status,
    String reason,
    boolean local,
    int attempts,
    Duration elapsed,
    Map<String, List<String>> headers,
    String body) {

  /** Whether the request succeeded. */
  public boolean ok() {
    return status / 100 == 2;
  }

  /** The values of a header field, whose name is compared without case; empty if absent. */
  public List<String> header(String name) {
    return headers.entrySet().stream()
        .filter(e -> e.getKey().equalsIgnoreCase(name))
        .flatMap(e -> e.getValue().stream())
        .toList();
  }
}
