package io.tandem.media.sdp;

import io.tandem.media.SdpRefusedException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Decides which streams of a description we relay, and refuses what we must not touch. */
public final class Screening {
  private static final int INCOMPATIBLE_TRANSPORT = 302;
  private static final int NO_SUCH_MEDIA = 304;
  private static final int MISCELLANEOUS = 399;

  private final Predicate<InetSocketAddress> ours;

  /**
   * @param ours whether an address is one of our own relay's: a description that names it would
   *     make us send to ourselves for ever
   */
  public Screening(Predicate<InetSocketAddress> ours) {
    this.ours = ours;
  }

  /**
   * The streams of an offer, one for each {@code m=} line, those we do not relay inactive.
   *
   * @throws SdpRefusedException when none is left
   */
  public List<RemoteStream> offer(SessionDescription offer) throws SdpRefusedException {
    List<RemoteStream> streams = streams(offer);
    if (streams.stream().anyMatch(RemoteStream::active)) {
      return streams;
    }
    for (MediaDescription section : offer.media()) {
      if (section.line().isSecure()) {
        throw SdpRefusedException.notAcceptable(
            INCOMPATIBLE_TRANSPORT, section.line().protocol() + " is not supported");
      }
    }
    throw SdpRefusedException.notAcceptable(NO_SUCH_MEDIA, "no media over RTP/AVP is offered");
  }

  /**
   * The streams of an answer, one for each {@code m=} line of the offer; a stream that was not
   * offered, or is answered in a way we do not relay, is inactive.
   *
   * @param offered the {@code m=} lines as we sent them
   * @throws SdpRefusedException when the lines do not match (RFC 3264 §6)
   */
  public List<RemoteStream> answer(SessionDescription answer, List<MediaLine> offered)
      throws SdpRefusedException {
    if (answer.media().size() != offered.size()) {
      throw SdpRefusedException.notAcceptable(
          MISCELLANEOUS,
          "the answer has " + answer.media().size() + " m= lines, the offer " + offered.size());
    }
    List<RemoteStream> streams = streams(answer);
    for (int i = 0; i < streams.size(); i++) {
      MediaLine line = answer.media().get(i).line();
      if (!line.media().equals(offered.get(i).media())) {
        throw SdpRefusedException.notAcceptable(
            MISCELLANEOUS, "the answer says m=" + line + " to an offer of " + offered.get(i));
      }
      if (offered.get(i).port() == 0) {
        streams.set(i, streams.get(i).refused());
      }
    }
    return streams;
  }

  private List<RemoteStream> streams(SessionDescription description) throws SdpRefusedException {
    List<RemoteStream> streams = new ArrayList<>();
    for (MediaDescription section : description.media()) {
      RemoteStream stream = RemoteStream.of(description, section);
      if (isOurs(stream.rtp()) || isOurs(stream.rtcp())) {
        throw SdpRefusedException.notAcceptable(
            MISCELLANEOUS, "media loop: the description names a port of this relay");
      }
      streams.add(stream);
    }
    return streams;
  }

  private boolean isOurs(InetSocketAddress address) {
    return address != null && ours.test(address);
  }
}
