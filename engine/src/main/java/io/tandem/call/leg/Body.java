package io.tandem.call.leg;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.tandem.id.CborSerializable;

/**
 * A message body that a call entity cares about: SDP, what an INFO carries, or what stood in the
 * place of SDP and cannot be used.
 *
 * @param contentType {@link #SDP} without parameters, anything else as it came
 * @param content the body as text (UTF-8 on the wire)
 * @param fault why it cannot be used; {@code null} if it can
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Body(String contentType, String content, Fault fault) implements CborSerializable {
  /** The content type of a session description (RFC 8866). */
  public static final String SDP = "application/sdp";

  /** What we take where a session is described: the value of Accept (RFC 3261 §20.1). */
  public static final String ACCEPT =
      "application/sdp, multipart/mixed, multipart/related, multipart/alternative";

  /** Why a body that must be understood is not. */
  public enum Fault {
    /** Its type is none that we take there: 415 with Accept. */
    TYPE,
    /** It is compressed: 415 with Accept-Encoding. */
    ENCODING,
    /** It is not what its type says: 400. */
    MALFORMED
  }

  /** A session description. */
  public static Body sdp(String sdp) {
    return new Body(SDP, sdp, null);
  }

  /** What an INFO carries. */
  public static Body of(String contentType, String content) {
    return new Body(contentType, content, null);
  }

  /** What must be understood and is not; nothing of its content is kept. */
  public static Body unusable(String contentType, Fault fault) {
    return new Body(contentType, "", fault);
  }

  /** Whether this is a session description. */
  @JsonIgnore
  public boolean isSdp() {
    return SDP.equals(contentType) && fault == null;
  }
}
