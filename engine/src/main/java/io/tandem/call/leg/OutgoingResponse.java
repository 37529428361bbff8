package io.tandem.call.leg;

import io.tandem.id.CborSerializable;
import io.tandem.sip.transport.Flow;
import java.util.Map;

/**
 * A response that a call entity wants sent.
 *
 * @param reason {@code null} for the status code's default phrase
 * @param toTag our tag, a dialog token; {@code null} for 100 only
 * @param body {@code null} for none
 * @param headers more headers by their full names; one named here replaces the one that the
 *     signalling side would add
 * @param way where it goes if not back to where the request came from, because its sender has
 *     moved; {@code null} where it has not
 */
public record OutgoingResponse(
    int status, String reason, String toTag, Body body, Map<String, String> headers, Flow way)
    implements CborSerializable {

  /** A response that goes back to where the request came from. */
  public OutgoingResponse(
      int status, String reason, String toTag, Body body, Map<String, String> headers) {
    this(status, reason, toTag, body, headers, null);
  }

  /** A response without body and further headers. */
  public static OutgoingResponse of(int status, String toTag) {
    return new OutgoingResponse(status, null, toTag, null, Map.of());
  }

  /** The same response with {@code headers} in place of its own. */
  public OutgoingResponse withHeaders(Map<String, String> headers) {
    return new OutgoingResponse(status, reason, toTag, body, headers, way);
  }

  /** The same response by {@code flow}; {@code null} for back to where the request came from. */
  public OutgoingResponse by(Flow flow) {
    return new OutgoingResponse(status, reason, toTag, body, headers, flow);
  }
}
