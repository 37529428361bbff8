package io.tandem.call.leg;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tandem.id.LegId;
import io.tandem.sip.transport.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A leg of a call towards one SIP peer: its dialogs (several while an INVITE forks) and the INVITE
 * transactions that are open in it. A value; what happens on the wire is told elsewhere.
 *
 * @param flow how requests reach the peer
 * @param localCseq the CSeq number of our last request, 0 before the first. Counted for the leg and
 *     not for each dialog, so that it names a request of ours on the leg
 * @param dialogs in the order in which they appeared
 * @param serverInvite the peer's INVITE that waits for our final response, or {@code null}
 * @param clientInvite our INVITE that waits for the peer's final response, or {@code null}
 * @param unacknowledged our 2xx that waits for its ACK, or {@code null}
 * @param byes how many of our BYEs wait for their final response
 * @param bye the last BYE in the confirmed dialog, {@code null} before it
 * @param pursuit while the registrar is asked where the peer is now, else {@code null}
 * @param openingCseq the CSeq number of the INVITE of ours that opened the leg, or opens it now
 * @param liveness how we know that the peer is still there
 * @param history for the call's record
 */
public record SipLeg(
    LegId id,
    Peer peer,
    Phase phase,
    Flow flow,
    long localCseq,
    List<Dialog> dialogs,
    ServerInvite serverInvite,
    ClientInvite clientInvite,
    Unacknowledged unacknowledged,
    int byes,
    OutgoingRequest bye,
    Pursuit pursuit,
    long openingCseq,
    Liveness liveness,
    History history) {
  /** The CSeq number of the first INVITE with which we open a leg. */
  private static final long FIRST_CSEQ = 1;

  /** More early dialogs than this are not followed on one leg. */
  public static final int MAX_DIALOGS = 16;

  /** A leg's states. */
  public enum Phase {
    /** The INVITE that opens the leg has no final response. */
    INVITING,
    /** We gave our INVITE up; its final response is to come. */
    CANCELLED,
    /** Both sides agreed to talk. */
    CONFIRMED,
    /** It shall end, but our 2xx must be acknowledged first (RFC 3261 §15). */
    CLOSING,
    /** Nothing will be said any more but answers and the rest of a BYE. */
    ENDED
  }

  /** The lists are copied. */
  public SipLeg {
    dialogs = List.copyOf(dialogs);
  }

  /**
   * The leg that {@code invite} opens towards us (RFC 3261 §12.1.1).
   *
   * @param flow how its sender is reached
   * @param liveness what is agreed about its session's timer once it is accepted
   */
  public static SipLeg incoming(
      LegId id, IncomingRequest invite, Flow flow, Liveness liveness, History history) {
    var invited = ServerInvite.of(invite, null, liveness, false);
    return new SipLeg(
        id,
        new Peer(
            invite.sipCallId(),
            null,
            invite.toUri(),
            null,
            invite.fromUri(),
            invite.contactUri() == null ? invite.fromUri() : invite.contactUri(),
            null),
        Phase.INVITING,
        flow,
        0,
        List.of(),
        invited,
        null,
        null,
        0,
        null,
        null,
        0,
        invited.liveness(),
        history);
  }

  /** A leg that we open with an INVITE on {@code flow}. */
  public static SipLeg outgoing(LegId id, Peer peer, Flow flow, History history) {
    return new SipLeg(
        id,
        peer,
        Phase.INVITING,
        flow,
        FIRST_CSEQ,
        List.of(),
        null,
        ClientInvite.prepared(FIRST_CSEQ, flow),
        null,
        0,
        null,
        null,
        FIRST_CSEQ,
        Liveness.UNKNOWN,
        history);
  }

  /** The confirmed dialog, or {@code null} while there is none. */
  public Dialog confirmed() {
    return find(Dialog.Phase.CONFIRMED);
  }

  /** The dialog whose remote tag is {@code tag} ({@code null} for none), or {@code null}. */
  public Dialog byRemoteTag(String tag) {
    String wanted = tag == null ? "" : tag;
    for (var dialog : dialogs) {
      if (dialog.remoteTag().equals(wanted)) {
        return dialog;
      }
    }
    return null;
  }

  /** The dialog with our tag's {@code variant}, or {@code null}. */
  public Dialog byVariant(int variant) {
    for (var dialog : dialogs) {
      if (dialog.variant() == variant) {
        return dialog;
      }
    }
    return null;
  }

  /** Whether something of the leg is still to come: a final response, an ACK. */
  @JsonIgnore
  public boolean isOutstanding() {
    return clientInvite != null || unacknowledged != null || byes > 0 || pursuit != null;
  }

  /** Whether the leg neither rings nor talks any more. */
  @JsonIgnore
  public boolean isOver() {
    return phase == Phase.ENDED || phase == Phase.CANCELLED;
  }

  /** Whether our requests may still be said again: its INVITE is pending, or it talks. */
  @JsonIgnore
  public boolean isOpen() {
    return phase == Phase.INVITING || phase == Phase.CONFIRMED;
  }

  /** The leg in another state. */
  public SipLeg withPhase(Phase changed) {
    var leg = new Draft(this);
    leg.phase = changed;
    return leg.done();
  }

  /** The leg whose peer is reached by another flow from now on. */
  public SipLeg withFlow(Flow changed) {
    var leg = new Draft(this);
    leg.flow = changed;
    return leg.done();
  }

  /** The leg after one more request of ours. */
  public SipLeg withNextCseq() {
    var leg = new Draft(this);
    leg.localCseq = localCseq + 1;
    return leg.done();
  }

  /** The leg with another INVITE of the peer to answer, {@code null} for none. */
  public SipLeg withServerInvite(ServerInvite invite) {
    var leg = new Draft(this);
    leg.serverInvite = invite;
    return leg.done();
  }

  /** The leg with another INVITE of ours to be answered, {@code null} for none. */
  public SipLeg withClientInvite(ClientInvite invite) {
    var leg = new Draft(this);
    leg.clientInvite = invite;
    return leg.done();
  }

  /** The leg with another 2xx to be acknowledged, {@code null} for none. */
  public SipLeg withUnacknowledged(Unacknowledged success) {
    var leg = new Draft(this);
    leg.unacknowledged = success;
    return leg.done();
  }

  /** The leg with so many BYEs to be answered; a negative number counts as none. */
  public SipLeg withByes(int changed) {
    var leg = new Draft(this);
    leg.byes = Math.max(0, changed);
    return leg.done();
  }

  /** The leg that {@code said} ends. */
  public SipLeg withBye(OutgoingRequest said) {
    var leg = new Draft(this);
    leg.bye = said;
    return leg.done();
  }

  /** The leg whose peer is looked for, or with {@code null} no more. */
  public SipLeg withPursuit(Pursuit changed) {
    var leg = new Draft(this);
    leg.pursuit = changed;
    return leg.done();
  }

  /** The leg whose last request is the INVITE that opens it. */
  public SipLeg withOpening() {
    var leg = new Draft(this);
    leg.openingCseq = localCseq;
    return leg.done();
  }

  /** The leg of whose peer we know something else. */
  public SipLeg withLiveness(Liveness changed) {
    var leg = new Draft(this);
    leg.liveness = changed;
    return leg.done();
  }

  /** The leg with more to tell. */
  public SipLeg withHistory(History changed) {
    var leg = new Draft(this);
    leg.history = changed;
    return leg.done();
  }

  /** The leg with {@code dialog} added, or in the place of the one with the same tags. */
  public SipLeg withDialog(Dialog dialog) {
    var changed = new ArrayList<>(dialogs);
    for (int i = 0; i < changed.size(); i++) {
      var known = changed.get(i);
      if (known.localTag().equals(dialog.localTag())
          && known.remoteTag().equals(dialog.remoteTag())) {
        changed.set(i, dialog);
        return withDialogs(changed);
      }
    }
    changed.add(dialog);
    return withDialogs(changed);
  }

  /**
   * The leg with fewer than {@link #MAX_DIALOGS} dialogs: without its first ones that are not
   * confirmed. A 2xx in one of those would be as new as that of any other fork.
   */
  public SipLeg withRoomForDialog() {
    var kept = new ArrayList<>(dialogs);
    for (var dialog : dialogs) {
      if (kept.size() >= MAX_DIALOGS && dialog.phase() != Dialog.Phase.CONFIRMED) {
        kept.remove(dialog);
      }
    }
    return kept.size() == dialogs.size() ? this : withDialogs(kept);
  }

  /** The leg with every dialog changed by {@code change}. */
  public SipLeg mapDialogs(UnaryOperator<Dialog> change) {
    return withDialogs(dialogs.stream().map(change).toList());
  }

  private SipLeg withDialogs(List<Dialog> changed) {
    var leg = new Draft(this);
    leg.dialogs = changed;
    return leg.done();
  }

  private Dialog find(Dialog.Phase wanted) {
    for (var dialog : dialogs) {
      if (dialog.phase() == wanted) {
        return dialog;
      }
    }
    return null;
  }

  /** All of a leg while one thing in it changes. */
  private static final class Draft {
    private final LegId id;
    private final Peer peer;
    private Phase phase;
    private Flow flow;
    private long localCseq;
    private List<Dialog> dialogs;
    private ServerInvite serverInvite;
    private ClientInvite clientInvite;
    private Unacknowledged unacknowledged;
    private int byes;
    private OutgoingRequest bye;
    private Pursuit pursuit;
    private long openingCseq;
    private Liveness liveness;
    private History history;

    private Draft(SipLeg leg) {
      id = leg.id;
      peer = leg.peer;
      phase = leg.phase;
      flow = leg.flow;
      localCseq = leg.localCseq;
      dialogs = leg.dialogs;
      serverInvite = leg.serverInvite;
      clientInvite = leg.clientInvite;
      unacknowledged = leg.unacknowledged;
      byes = leg.byes;
      bye = leg.bye;
      pursuit = leg.pursuit;
      openingCseq = leg.openingCseq;
      liveness = leg.liveness;
      history = leg.history;
    }

    private SipLeg done() {
      return new SipLeg(
          id,
          peer,
          phase,
          flow,
          localCseq,
          dialogs,
          serverInvite,
          clientInvite,
          unacknowledged,
          byes,
          bye,
          pursuit,
          openingCseq,
          liveness,
          history);
    }
  }
}
