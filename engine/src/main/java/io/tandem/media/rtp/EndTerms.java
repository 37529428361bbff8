package io.tandem.media.rtp;

import io.tandem.media.sdp.Direction;
import io.tandem.media.sdp.PayloadTypes;
import io.tandem.media.sdp.RemoteStream;

/**
 * What was negotiated for one end of a stream.
 *
 * @param remote what the leg says of it
 * @param mux whether RTCP to the leg goes to its RTP address
 * @param flow which way media may flow, seen from the leg
 * @param types what the payload types in the leg's packets mean
 */
record EndTerms(RemoteStream remote, boolean mux, Direction flow, PayloadTypes types) {
  /** Before the answer: the leg is known, but nothing may flow. */
  static EndTerms offered(RemoteStream remote) {
    return new EndTerms(remote, false, Direction.INACTIVE, PayloadTypes.NONE);
  }
}
