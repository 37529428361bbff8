package io.tandem.media.rtp;

import io.tandem.media.SdpRefusedException;
import io.tandem.media.sdp.Direction;
import io.tandem.media.sdp.LineMatching;
import io.tandem.media.sdp.LocalDescription;
import io.tandem.media.sdp.LocalLine;
import io.tandem.media.sdp.LocalOrigin;
import io.tandem.media.sdp.MediaDescription;
import io.tandem.media.sdp.PayloadTypes;
import io.tandem.media.sdp.RemoteStream;
import io.tandem.media.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.List;

/**
 * One offer between two parties and the answers to it (RFC 3264): an answer may be given several
 * times, in 183 and 200, and all of it can be undone. Ports that fall out of use are kept until it
 * is settled, so that undoing finds them. On the call's thread.
 */
final class Exchange {
  private final Party offerer;
  private final Party answerer;
  private final PartyState offererBefore;
  private final PartyState answererBefore;
  private final Agreement before;
  private final SessionPorts ports;
  private final boolean forks;

  private final String offerText;
  private final List<RemoteStream> offered;
  private final LineMatching matching;
  private final RelayEnd[] offererEnds;
  private final RelayEnd[] answererEnds;
  private final List<RelayEnd> allocated = new ArrayList<>();
  private final PartyState proposed;
  private boolean answered;

  /**
   * @param before what the two agreed on last, null if nothing
   * @param offered the streams of {@code offer}, one for each line
   * @param forks whether the offerer has offered to others, too: its ports for this answerer can
   *     wait for the answer, as nobody tells them before
   * @throws SdpRefusedException when there are no ports for any stream; nothing is allocated then
   */
  Exchange(
      Party offerer,
      Party answerer,
      Agreement before,
      SessionDescription offer,
      String offerText,
      List<RemoteStream> offered,
      SessionPorts ports,
      boolean forks)
      throws SdpRefusedException {
    this.forks = forks;
    this.offerer = offerer;
    this.answerer = answerer;
    this.offererBefore = offerer.state();
    this.answererBefore = answerer.state();
    this.before = before;
    this.ports = ports;
    this.offerText = offerText;
    this.offered = offered;
    this.matching =
        LineMatching.of(
            offered,
            answererBefore.mediaLines(),
            before == null ? null : before.matchingFrom(offerer));
    this.offererEnds = new RelayEnd[offered.size()];
    this.answererEnds = new RelayEnd[matching.size()];
    allocate();
    this.proposed = propose(offer);
  }

  private void allocate() throws SdpRefusedException {
    boolean any = false;
    for (int i = 0; i < offered.size(); i++) {
      int j = matching.counterpart(i);
      if (offered.get(i).active() && j != LineMatching.NONE) {
        any |= allocate(i, j);
      }
    }
    if (!any && offered.stream().anyMatch(RemoteStream::active)) {
      throw SdpRefusedException.noPorts("no media ports are left");
    }
  }

  private boolean allocate(int i, int j) {
    RelayEnd towardsOfferer =
        forks ? offererBefore.end(i) : endOrNew(offererBefore.end(i), offerer);
    boolean ready = forks || towardsOfferer != null;
    RelayEnd towardsAnswerer = ready ? endOrNew(answererBefore.end(j), answerer) : null;
    if (towardsAnswerer == null) {
      if (allocated.remove(towardsOfferer)) {
        ports.free(towardsOfferer);
      }
      return false;
    }
    offererEnds[i] = towardsOfferer;
    answererEnds[j] = towardsAnswerer;
    return true;
  }

  /** The offerer's ends that could wait for the answer. */
  private void allocateForAnswer(List<RemoteStream> streams) throws SdpRefusedException {
    for (int i = 0; i < offererEnds.length; i++) {
      if (offererEnds[i] == null && isAccepted(i, streams)) {
        offererEnds[i] = endOrNew(offererBefore.end(i), offerer);
        if (offererEnds[i] == null) {
          throw SdpRefusedException.noPorts("no media ports are left");
        }
      }
    }
  }

  /** Whether the stream was offered, and the answer has it. */
  private boolean isAccepted(int i, List<RemoteStream> streams) {
    int j = matching.counterpart(i);
    return j != LineMatching.NONE && answererEnds[j] != null && streams.get(j).active();
  }

  private RelayEnd endOrNew(RelayEnd existing, Party party) {
    if (existing != null) {
      return existing;
    }
    RelayEnd end = ports.allocate(party.leg(), party.address(), party.signalling());
    if (end != null) {
      allocated.add(end);
    }
    return end;
  }

  private PartyState propose(SessionDescription offer) {
    List<LocalLine> sent = new ArrayList<>();
    for (int j = 0; j < matching.size(); j++) {
      int i = matching.origin(j);
      MediaDescription source =
          i == LineMatching.NONE
              ? answererBefore.lines().get(j).source()
              : offered.get(i).description();
      RelayEnd end = answererEnds[j];
      sent.add(
          end == null
              ? LocalLine.refused(source)
              : new LocalLine(
                  source, end.ports().port(), offered.get(i).direction(), offered.get(i).mux()));
    }
    return next(answererBefore, answerer, offer, sent, answererEnds, answererBefore.remote());
  }

  private static PartyState next(
      PartyState state,
      Party party,
      SessionDescription source,
      List<LocalLine> sent,
      RelayEnd[] ends,
      String remote) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      boolean live = sent.get(i).port() != 0;
      lines.add(new Line(sent.get(i).source(), live ? ends[i] : null));
    }
    String body = LocalDescription.body(party.address(), source, sent);
    LocalOrigin origin = state.origin().next(body);
    return new PartyState(origin, lines, remote);
  }

  /** The offer as the answerer shall see it. */
  String offer() {
    return proposed.origin().text();
  }

  /** The offer's sections as the answerer sees them, as far as they must be answered. */
  List<MediaDescription> offeredSections() {
    List<MediaDescription> sections = new ArrayList<>();
    for (Line line : proposed.lines()) {
      MediaDescription source = line.source();
      sections.add(line.end() == null ? source.stopped() : source);
    }
    return sections;
  }

  /** Whether the two had agreed on something before. */
  boolean isRenewed() {
    return before != null;
  }

  Party offerer() {
    return offerer;
  }

  Party answerer() {
    return answerer;
  }

  boolean concerns(Party party) {
    return party == offerer || party == answerer;
  }

  /**
   * Whether a new offer between these two ends it: it is theirs, or it was answered, or one of them
   * still has to answer it (glare). An unanswered offer of one of them to a third goes on: that is
   * how an established leg forks.
   */
  boolean yieldsTo(Party newOfferer, Party newAnswerer) {
    boolean concerned = concerns(newOfferer) || concerns(newAnswerer);
    boolean theirs = concerns(newOfferer) && concerns(newAnswerer);
    boolean awaited = answerer == newOfferer || answerer == newAnswerer;
    return theirs || awaited || (answered && concerned);
  }

  /**
   * Before the answer, on the loop: the offerer is known, its packets may be told from strangers'.
   * And it is ready for what it offers to receive (RFC 3264 §5.1): packets of an answerer that was
   * held overtake its answer.
   */
  void arm(long now) {
    for (int i = 0; i < offererEnds.length; i++) {
      if (allocated.contains(offererEnds[i])) {
        offererEnds[i].apply(EndTerms.offered(offered.get(i)), null, now);
      } else if (offererEnds[i] != null && offered.get(i).direction().receives()) {
        answererEnds[matching.counterpart(i)].mayAnswer(true);
      }
    }
  }

  /** There will be no answer; on the loop. */
  void disarm(long now) {
    for (RelayEnd end : answererEnds) {
      if (end != null) {
        end.mayAnswer(false);
      }
    }
  }

  /**
   * Takes an answer: both parties' states change.
   *
   * @param streams the answer's, one for each line of the offer as the answerer saw it
   * @throws SdpRefusedException when there are no ports for the offerer's side; nothing changes
   */
  Agreement answer(SessionDescription answer, String answerText, List<RemoteStream> streams)
      throws SdpRefusedException {
    allocateForAnswer(streams);
    List<LocalLine> sent = new ArrayList<>();
    List<Agreement.Stream> agreed = new ArrayList<>();
    List<Line> answererLines = new ArrayList<>();
    for (Line line : proposed.lines()) {
      answererLines.add(new Line(line.source(), null));
    }
    for (int i = 0; i < offered.size(); i++) {
      RemoteStream offer = offered.get(i);
      int j = matching.counterpart(i);
      if (!isAccepted(i, streams)) {
        sent.add(LocalLine.refused(offer.description()));
        continue;
      }
      RemoteStream stream = streams.get(j);
      Direction direction = stream.direction().within(offer.direction());
      int port = offererEnds[i].ports().port();
      sent.add(new LocalLine(stream.description(), port, direction, offer.mux()));
      agreed.add(agree(offererEnds[i], offer, answererEnds[j], stream, direction));
      answererLines.set(j, new Line(answererLines.get(j).source(), answererEnds[j]));
    }
    PartyState current = offerer.state();
    offerer.become(next(current, offerer, answer, sent, offererEnds, offerText));
    answerer.become(new PartyState(proposed.origin(), answererLines, answerText));
    offerer.negotiatedWith(answerer.leg());
    answerer.negotiatedWith(offerer.leg());
    answered = true;
    return new Agreement(offerer, answerer, matching, agreed, unused());
  }

  private static Agreement.Stream agree(
      RelayEnd offererEnd,
      RemoteStream offer,
      RelayEnd answererEnd,
      RemoteStream answer,
      Direction answererFlow) {
    Direction offererFlow = Direction.of(answererFlow.receives(), answererFlow.sends());
    PayloadTypes fromOfferer = PayloadTypes.of(answer.description());
    PayloadTypes fromAnswerer = PayloadTypes.of(offer.description());
    return new Agreement.Stream(
        offererEnd,
        new EndTerms(offer, offer.mux(), offererFlow, fromOfferer),
        answererEnd,
        new EndTerms(answer, offer.mux() && answer.mux(), answererFlow, fromAnswerer));
  }

  /** Every end that was there before or was allocated, and that neither party uses now. */
  private List<RelayEnd> unused() {
    List<RelayEnd> ends = new ArrayList<>(allocated);
    ends.addAll(offererBefore.ends());
    ends.addAll(answererBefore.ends());
    ends.removeAll(offerer.state().ends());
    ends.removeAll(answerer.state().ends());
    return ends.stream().distinct().toList();
  }

  /** It cannot be undone any more: frees what fell out of use. Undoes it if it has no answer. */
  void settle() {
    if (!answered) {
      undo();
      return;
    }
    unused().forEach(ports::free);
  }

  /** Takes it all back. Returns what the two had agreed on before, null if nothing. */
  Agreement undo() {
    if (answered) {
      offerer.become(offererBefore.after(offerer.state()));
    }
    answerer.become(answererBefore.after(proposed));
    allocated.forEach(ports::free);
    return before;
  }

  /** Whether an answer was taken. */
  boolean isAnswered() {
    return answered;
  }
}
