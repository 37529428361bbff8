package io.tandem.phone.agent;

import java.time.Duration;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * How an {@link Exchange} ended.
 *
 * @param request the last request sent
 * @param response the final response, or the phone's own verdict
 * @param local whether the verdict is the phone's own: 408 for a timeout, 503 for a transport error
 * @param attempts how many requests were sent
 */
record Outcome(Request request, Response response, boolean local, int attempts, Duration elapsed) {
  int status() {
    return response.getStatusCode();
  }

  boolean ok() {
    return status() / 100 == 2;
  }
}
