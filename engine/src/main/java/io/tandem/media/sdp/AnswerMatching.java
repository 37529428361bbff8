package io.tandem.media.sdp;

import io.tandem.media.SdpRefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which line of an answer answers which of the offer (RFC 3264 §6). An answer has as many as the
 * offer; a phone that leaves out what it does not know is taken to reject that, as long as the rest
 * comes in order.
 */
final class AnswerMatching {
  private static final int MISCELLANEOUS = 399;

  private AnswerMatching() {}

  /**
   * The sections of {@code answer}, one for each offered line, {@code null} where it has none.
   *
   * @throws SdpRefusedException when a line of the answer answers none of the offer
   */
  static List<MediaDescription> match(SessionDescription answer, List<MediaDescription> offered)
      throws SdpRefusedException {
    List<MediaDescription> sections = answer.media();
    if (sections.size() > offered.size()) {
      throw SdpRefusedException.notAcceptable(
          MISCELLANEOUS,
          "the answer has " + sections.size() + " m= lines, the offer " + offered.size());
    }
    boolean whole = sections.size() == offered.size();
    List<MediaDescription> matched = new ArrayList<>();
    int next = 0;
    for (MediaDescription line : offered) {
      boolean there = next < sections.size() && isSameMedia(sections.get(next), line);
      if (whole && !there) {
        throw misfit(sections.get(next).line(), line.line());
      }
      matched.add(there ? sections.get(next++) : null);
    }
    if (next < sections.size()) {
      throw misfit(sections.get(next).line(), offered.get(next).line());
    }
    return matched;
  }

  private static boolean isSameMedia(MediaDescription one, MediaDescription other) {
    return one.line().media().equals(other.line().media());
  }

  private static SdpRefusedException misfit(MediaLine answered, MediaLine offered) {
    return SdpRefusedException.notAcceptable(
        MISCELLANEOUS, "the answer says m=" + answered + " to an offer of " + offered);
  }
}
