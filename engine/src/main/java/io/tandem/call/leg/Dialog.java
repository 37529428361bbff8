package io.tandem.call.leg;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One SIP dialog of a leg (RFC 3261 §12), from the first provisional response with a To-tag on.
 *
 * @param localTag our tag, a dialog token
 * @param variant the dialog token's variant
 * @param remoteTag the peer's tag; {@code ""} for a peer that gives none
 * @param remoteCseq the last CSeq number that the peer used, {@link #NO_CSEQ} if it used none
 * @param remoteTarget the peer's Contact
 * @param routeSet in the order in which we use it (§12.1.1, §12.1.2)
 * @param ack what acknowledged the last 2xx, {@code null} before that
 */
public record Dialog(
    String localTag,
    int variant,
    String remoteTag,
    Phase phase,
    long remoteCseq,
    String remoteTarget,
    List<String> routeSet,
    Ack ack) {
  /** The peer has sent no request yet. */
  public static final long NO_CSEQ = -1;

  private static final Pattern LOOSE =
      Pattern.compile(";\\s*lr\\s*(?=[;=?>]|$)", Pattern.CASE_INSENSITIVE);

  /** A dialog's states. */
  public enum Phase {
    EARLY,
    CONFIRMED,
    ENDED
  }

  /** The ACK of a 2xx, kept because every repeated 2xx gets it again (RFC 3261 §13.2.2.4). */
  public record Ack(long cseq, Body body) {}

  /** Where a request goes: its Request-URI and Route values. */
  public record Hop(String requestUri, List<String> routes) {}

  /** Where the dialog's requests go. */
  public Hop hop() {
    return hop(remoteTarget, routeSet);
  }

  /** The next hop, with the exchange that a strict router needs (RFC 3261 §12.2.1.1). */
  public static Hop hop(String remoteTarget, List<String> routeSet) {
    if (routeSet.isEmpty() || LOOSE.matcher(routeSet.get(0)).find()) {
      return new Hop(remoteTarget, routeSet);
    }
    var routes = new ArrayList<>(routeSet.subList(1, routeSet.size()));
    routes.add("<" + remoteTarget + ">");
    return new Hop(uriOf(routeSet.get(0)), List.copyOf(routes));
  }

  /**
   * Whether {@code request} is one of this dialog by its tags; phones may fold the case of ours.
   */
  public boolean matches(IncomingRequest request) {
    return localTag.equalsIgnoreCase(request.toTag())
        && remoteTag.equals(request.fromTag() == null ? "" : request.fromTag());
  }

  /** The dialog in another state. */
  public Dialog withPhase(Phase phase) {
    return new Dialog(localTag, variant, remoteTag, phase, remoteCseq, remoteTarget, routeSet, ack);
  }

  /** The dialog after a request of the peer (§12.2.2). */
  public Dialog withRemoteCseq(long cseq) {
    return new Dialog(localTag, variant, remoteTag, phase, cseq, remoteTarget, routeSet, ack);
  }

  /** The dialog after a target refresh (§12.2.1.2); without a Contact nothing changes. */
  public Dialog withRemoteTarget(String contactUri) {
    return contactUri == null
        ? this
        : new Dialog(localTag, variant, remoteTag, phase, remoteCseq, contactUri, routeSet, ack);
  }

  /** The dialog of another fork: the same peer, another tag of ours. */
  public Dialog fork(String tag, int variant) {
    return new Dialog(
        tag, variant, remoteTag, Phase.EARLY, remoteCseq, remoteTarget, routeSet, null);
  }

  /** The dialog whose last 2xx is acknowledged. */
  public Dialog withAck(Ack sent) {
    return new Dialog(
        localTag, variant, remoteTag, phase, remoteCseq, remoteTarget, routeSet, sent);
  }

  private static String uriOf(String route) {
    int open = route.indexOf('<');
    int close = route.indexOf('>', open + 1);
    return open < 0 || close < 0 ? route.trim() : route.substring(open + 1, close);
  }
}
