package io.tandem.call.leg;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tandem.id.CborSerializable;

/**
 * A message body that a call entity cares about: SDP, or what an INFO carries.
 *
 * @param contentType {@link #SDP} without parameters, anything else as it came
 * @param content the body as text (UTF-8 on the wire)
 */
public record Body(String contentType, String content) implements CborSerializable {
  /** The content type of a session description (RFC 8866). */
  public static final String SDP = "application/sdp";

  /** A session description. */
  public static Body sdp(String sdp) {
    return new Body(SDP, sdp);
  }

  /** Whether this is a session description. */
  @JsonIgnore
  public boolean isSdp() {
    return SDP.equals(contentType);
  }
}
