package io.tandem.call.leg;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tandem.id.CborSerializable;
import io.tandem.sip.transport.Flow;
import java.util.List;
import java.util.Map;

/**
 * A response to a request of a call entity.
 *
 * @param method the CSeq's method
 * @param toTag {@code null} if there was none
 * @param contactUri {@code null} if there was no Contact
 * @param recordRoutes the Record-Route values in the order of the message
 * @param body {@code null} if there was none
 * @param headers only those on the signalling side's white list, by their full names
 * @param flow where it came from
 */
public record IncomingResponse(
    int status,
    String reason,
    String method,
    long cseq,
    String toTag,
    String contactUri,
    List<String> recordRoutes,
    Body body,
    Map<String, String> headers,
    Flow flow)
    implements CborSerializable {

  /** 100 to 199. */
  @JsonIgnore
  public boolean isProvisional() {
    return status < 200;
  }

  /** 200 to 299. */
  @JsonIgnore
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The session description it carries, or {@code null}. */
  public String sdp() {
    return body != null && body.isSdp() ? body.content() : null;
  }
}
