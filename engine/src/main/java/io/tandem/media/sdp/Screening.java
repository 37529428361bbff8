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
   * @param established whether the two talk already: an offer may then stop every stream by port 0,
   *     which many devices do for a hold (RFC 3264 §8.2)
   * @throws SdpRefusedException when none is left
   */
  public List<RemoteStream> offer(SessionDescription offer, boolean established)
      throws SdpRefusedException {
    List<RemoteStream> streams = streams(offer);
    boolean stopped =
        established
            && !offer.media().isEmpty()
            && offer.media().stream().allMatch(Screening::isStopped);
    if (stopped || streams.stream().anyMatch(RemoteStream::active)) {
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

  private static boolean isStopped(MediaDescription section) {
    return section.line().port() == 0;
  }

  /**
   * The streams of an answer, one for each {@code m=} line of the offer. A stream that was not
   * offered, is left out, or is answered with another transport or no common codec is inactive.
   *
   * @param offered the sections as we sent them
   * @param established whether the two talk already: an answer may then stop every stream
   * @throws SdpRefusedException when the lines do not match (RFC 3264 §6), or no stream comes about
   *     that was offered
   */
  public List<RemoteStream> answer(
      SessionDescription answer, List<MediaDescription> offered, boolean established)
      throws SdpRefusedException {
    List<MediaDescription> matched = AnswerMatching.match(answer, offered);
    List<RemoteStream> streams = new ArrayList<>();
    SdpRefusedException misfit = null;
    for (int i = 0; i < offered.size(); i++) {
      RemoteStream stream = stream(answer, matched.get(i), offered.get(i));
      String reason = misfit(stream, matched.get(i), offered.get(i));
      if (reason != null) {
        misfit = SdpRefusedException.notAcceptable(MISCELLANEOUS, reason);
        stream = stream.refused();
      }
      streams.add(stream);
    }
    boolean wanted = !offered.stream().allMatch(Screening::isStopped);
    if (!wanted || streams.stream().anyMatch(RemoteStream::active)) {
      return streams;
    }
    if (misfit != null) {
      throw misfit;
    }
    if (!established) {
      throw SdpRefusedException.notAcceptable(NO_SUCH_MEDIA, "the answer rejects every stream");
    }
    return streams;
  }

  private RemoteStream stream(
      SessionDescription answer, MediaDescription section, MediaDescription offered)
      throws SdpRefusedException {
    if (section == null) {
      return RemoteStream.rejecting(offered);
    }
    RemoteStream stream = screened(answer, section);
    return isStopped(offered) ? stream.refused() : stream;
  }

  /** Why an answered stream cannot be what was offered; {@code null} if it can, or is rejected. */
  private static String misfit(
      RemoteStream stream, MediaDescription answered, MediaDescription offered) {
    if (answered == null || isStopped(answered) || isStopped(offered)) {
      return null;
    }
    if (!stream.active()) {
      return "the answer says " + answered.line().protocol() + " to " + offered.line().protocol();
    }
    return PayloadTypes.haveCommon(offered, answered) ? null : "the answer has no offered codec";
  }

  private List<RemoteStream> streams(SessionDescription description) throws SdpRefusedException {
    List<RemoteStream> streams = new ArrayList<>();
    for (MediaDescription section : description.media()) {
      streams.add(screened(description, section));
    }
    return streams;
  }

  private RemoteStream screened(SessionDescription description, MediaDescription section)
      throws SdpRefusedException {
    RemoteStream stream = RemoteStream.of(description, section);
    if (isOurs(stream.rtp()) || isOurs(stream.rtcp())) {
      throw SdpRefusedException.notAcceptable(
          MISCELLANEOUS, "media loop: the description names a port of this relay");
    }
    return stream;
  }

  private boolean isOurs(InetSocketAddress address) {
    return address != null && ours.test(address);
  }
}
