package io.tandem.call.flow;

import io.tandem.call.leg.Body;
import io.tandem.call.leg.Dialog;
import io.tandem.call.leg.DialogTokens;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.id.CallId;
import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.media.MediaState;
import io.tandem.registrar.Binding;
import io.tandem.registrar.Pulse;
import io.tandem.routing.Route;
import io.tandem.secret.Key;
import io.tandem.secret.KeyRing;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * Plays a call without sockets, actors or time. Every method says what happens and returns what the
 * call does about it, a line for each effect:
 *
 * <pre>
 *   INVITE/1 > 1 {caller>1}     a request on leg 1, with its CSeq number and session description
 *   ACK/1 > 1.b                 an ACK on leg 1 in the dialog with the remote tag b
 *   CANCEL/1 > 1                the CANCEL of that INVITE
 *   180.2 > INVITE/1@0 {x>0}    a response to the INVITE on leg 0, whose tag has variant 2
 *   connect 0 1                 what media is told
 * </pre>
 *
 * Session descriptions are rewritten from {@code x} to {@code x>leg}; those that contain {@code
 * bad} are refused with 488. Timers are kept in {@link #timers}, those that watch over a
 * conversation in {@link #watches}.
 */
final class Script {
  static final NodeId NODE = new NodeId("node-1");
  static final TenantId TENANT = TenantId.fromLong(5);
  static final CallId CALL = CallId.fromLongs(1, 2);
  static final LegId CALLER = LegId.CALLER;
  static final LegId ONE = new LegId(1);
  static final LegId TWO = new LegId(2);
  static final LegId THREE = new LegId(3);
  static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
  static final CallSettings SETTINGS = CallSettings.DEFAULT;

  final Map<CallTimer, Duration> timers = new HashMap<>();
  final Map<CallTimer, Duration> watches = new HashMap<>();
  final List<OutgoingRequest> requests = new ArrayList<>();
  final List<OutgoingResponse> responses = new ArrayList<>();
  private final Keys keys = new Keys();
  private final DialogTokens tokens = new DialogTokens(keys);
  private final Map<LegId, OutgoingRequest> invites = new HashMap<>();
  private final Map<LegId, Long> cseqs = new HashMap<>();
  private final Set<LegId> released = new HashSet<>();
  private final Map<List<LegId>, String> offers = new HashMap<>();
  private Map<String, String> headers = Map.of();
  private String directContact;
  private Instant now = START;
  private CallState state;

  Script() {
    this(Duration.ofSeconds(30));
  }

  /** To an extension that rings as long as that. */
  Script(Duration ringTime) {
    state =
        CallState.begin(
            new CallState.Subject(
                TENANT,
                new Domain("acme.test"),
                CALL,
                new Extension("1001"),
                "Alice",
                false,
                "1002",
                "acme.test",
                new Route.ToExtension(new Extension("1002"), ringTime),
                Duration.ofHours(4)),
            START);
  }

  /** As many keys as there were rotations, and one; all of them are still known. */
  private static final class Keys implements KeyRing {
    private int newest = 1;

    @Override
    public Key current() {
      return find(newest);
    }

    @Override
    public Key find(int id) {
      return new Key(id, Arrays.copyOf(new byte[] {(byte) id}, Key.LENGTH));
    }
  }

  /** The next message of a phone has these headers, too. */
  Script with(Map<String, String> next) {
    headers = next;
    return this;
  }

  /** The caller, or whoever asks next, is behind no NAT and no proxy, and listens there. */
  Script listeningAt(String contact) {
    directContact = contact;
    return this;
  }

  private Map<String, String> headers() {
    var next = headers;
    headers = Map.of();
    return next;
  }

  /** From now on tags are issued with another key. */
  void rotateKey() {
    keys.newest++;
  }

  CallState state() {
    return state;
  }

  Set<LegId> released() {
    return released;
  }

  /** A call whose INVITE offers {@code sdp}; the callee has {@code phones} phones. */
  static Script ringing(String sdp, int phones) {
    var script = new Script();
    script.started(sdp, Map.of());
    script.located(phones);
    return script;
  }

  /** A call that one phone took: caller and leg 1 talk, and the caller has acknowledged. */
  static Script talking() {
    var script = ringing("offer", 1);
    script.responds(ONE, 200, "a", "answer");
    script.acks(CALLER, null);
    return script;
  }

  List<String> started(String sdp, Map<String, String> headers) {
    return startedWith(sdp == null ? null : Body.sdp(sdp), headers);
  }

  List<String> startedWith(Body body, Map<String, String> headers) {
    cseqs.put(CALLER, 1L);
    return on(
        new Event.Started(
            new IncomingRequest(
                ref("INVITE", 1, CALLER),
                flow(CALLER),
                "INVITE",
                "call@alice",
                "sip:1001@acme.test",
                "Alice Phone",
                "alice",
                "sip:1002@acme.test",
                null,
                1,
                contact("sip:1001@192.0.2.1:5060"),
                directContact != null,
                directContact == null ? List.of("<sip:p1;lr>", "<sip:p2;lr>") : List.of(),
                body,
                headers)));
  }

  List<String> located(int phones) {
    return located(DoubleStream.generate(() -> 1).limit(phones).toArray());
  }

  /** The callee has a phone with each of these q values. */
  List<String> located(double... qs) {
    return on(new Event.Located(bindings(qs)));
  }

  /** The callee has {@code living} phones and {@code lost} that do not answer any more. */
  List<String> locatedWithLost(int living, int lost) {
    var bindings = bindings(DoubleStream.generate(() -> 1).limit(living + lost).toArray());
    for (int i = living; i < living + lost; i++) {
      bindings.set(i, bindings.get(i).withPulse(Pulse.silent()));
    }
    return on(new Event.Located(bindings));
  }

  static List<Binding> bindings(double... qs) {
    var bindings = new ArrayList<Binding>();
    for (double q : qs) {
      var leg = new LegId(bindings.size() + 1);
      String contact = "sip:1002@192.0.2.10" + leg;
      bindings.add(new Binding(contact, flow(leg), List.of(), q, START, START, "reg", 1, "phone"));
    }
    return bindings;
  }

  /** A response to the last INVITE on {@code leg}. */
  List<String> responds(LegId leg, int status, String tag, String sdp) {
    return responds(leg, "INVITE", invites.get(leg).cseq(), status, tag, sdp);
  }

  List<String> responds(LegId leg, String method, long cseq, int status, String tag, String sdp) {
    return on(
        new Event.Responded(
            leg,
            new IncomingResponse(
                status,
                null,
                method,
                cseq,
                tag,
                "sip:phone-" + tag + "@192.0.2.9",
                List.of("<sip:r1;lr>", "<sip:r2;lr>"),
                sdp == null ? null : Body.sdp(sdp),
                headers(),
                flow(leg))));
  }

  /** A request in the confirmed dialog of {@code leg}, with the next CSeq number. */
  List<String> requests(LegId leg, String method, String sdp) {
    long cseq = cseqs.merge(leg, 1L, Long::sum);
    return requests(leg, method, cseq, sdp);
  }

  List<String> requests(LegId leg, String method, long cseq, String sdp) {
    return on(requested(leg, method, cseq, sdp, state.leg(leg).peer().sipCallId()));
  }

  /** A request in the dialog of {@code leg} whose remote tag is {@code tag}. */
  List<String> requestsIn(LegId leg, String tag, String method, long cseq) {
    String callId = state.leg(leg).peer().sipCallId();
    var dialog = state.leg(leg).byRemoteTag(tag);
    return on(requested(leg, dialog, method, cseq, null, callId, flow(leg)));
  }

  Event.Requested requested(LegId leg, String method, long cseq, String sdp, String callId) {
    return requested(leg, method, cseq, sdp, callId, flow(leg));
  }

  /** The request comes by {@code from}. */
  Event.Requested requested(
      LegId leg, String method, long cseq, String sdp, String callId, Flow from) {
    var known = state.leg(leg);
    var dialog = known.confirmed() == null ? known.dialogs().get(0) : known.confirmed();
    return requested(leg, dialog, method, cseq, sdp, callId, from);
  }

  private Event.Requested requested(
      LegId leg, Dialog dialog, String method, long cseq, String sdp, String callId, Flow from) {
    var known = state.leg(leg);
    return new Event.Requested(
        leg,
        dialog.variant(),
        new IncomingRequest(
            "ACK".equals(method) ? null : ref(method, cseq, leg),
            from,
            method,
            callId,
            known.peer().remoteUri(),
            null,
            dialog.remoteTag(),
            known.peer().localUri(),
            dialog.localTag(),
            cseq,
            contact("sip:new@192.0.2.77"),
            directContact != null,
            List.of(),
            sdp == null ? null : Body.sdp(sdp),
            headers()));
  }

  private String contact(String standard) {
    return directContact == null ? standard : directContact;
  }

  /** The ACK of the 2xx that {@code leg} got last. */
  List<String> acks(LegId leg, String sdp) {
    return requests(leg, "ACK", cseqs.get(leg), sdp);
  }

  List<String> cancels(LegId leg) {
    return on(new Event.Cancelled(leg, cseqs.get(leg), Map.of()));
  }

  List<String> fires(CallTimer.Kind kind, LegId leg) {
    var timer = new CallTimer(kind, leg);
    now = now.plus(timers(kind).remove(timer));
    return on(new Event.TimerFired(timer));
  }

  private Map<CallTimer, Duration> timers(CallTimer.Kind kind) {
    return switch (kind) {
      case CALL_DURATION, SESSION, REFRESH, OPTIONS, UNANSWERED_BYE -> watches;
      default -> timers;
    };
  }

  /** What {@code event} makes the call do. */
  List<String> on(Event event) {
    var lines = new ArrayList<String>();
    var events = new ArrayDeque<Event>(List.of(event));
    while (!events.isEmpty()) {
      var step = CallMachine.on(state, events.remove(), new Context(now, SETTINGS, tokens));
      state = step.state();
      for (var effect : step.effects()) {
        if (effect instanceof Effect.AnchorOffer offer) {
          offers.put(List.of(offer.from(), offer.to()), offer.sdp());
          events.add(anchor(offer.cause(), offer.sdp(), offer.to()));
        } else if (effect instanceof Effect.AnchorAnswer answer) {
          agree(answer.to(), answer.from(), answer.sdp());
          events.add(anchor(answer.cause(), answer.sdp(), answer.to()));
        } else if (effect instanceof Effect.Connect connect) {
          connect(connect.a(), connect.b());
          perform(effect, lines);
        } else {
          perform(effect, lines);
        }
      }
    }
    return lines;
  }

  private static Event anchor(Event cause, String sdp, LegId to) {
    return sdp.contains("bad")
        ? new Event.Refused(cause, 488, Map.of("Warning", "305 tandem \"bad\""))
        : new Event.Anchored(cause, Body.sdp(sdp + ">" + to));
  }

  /** Keeps what two legs agreed on, as media does. */
  private void agree(LegId offerer, LegId answerer, String answer) {
    String offer = offers.get(List.of(offerer, answerer));
    if (!answer.contains("bad")) {
      boolean connected = state.connection(offerer) != null;
      keep(media(offerer, answerer, connected, answer + ">" + offerer, offer));
      keep(media(answerer, offerer, connected, offer + ">" + answerer, answer));
    }
  }

  private void connect(LegId a, LegId b) {
    for (var one : List.of(state.media(a, b), state.media(b, a))) {
      keep(media(one.leg(), one.peer(), true, one.local(), one.remote()));
    }
  }

  private static MediaState.LegState media(
      LegId leg, LegId peer, boolean connected, String local, String remote) {
    return new MediaState.LegState(leg, peer, connected, 1, 1, local, remote, List.of());
  }

  private void keep(MediaState.LegState changed) {
    var legs = new ArrayList<>(state.media().legs());
    legs.removeIf(one -> one.leg().equals(changed.leg()) && one.peer().equals(changed.peer()));
    legs.add(changed);
    state = state.withMedia(new MediaState(legs));
  }

  private void perform(Effect effect, List<String> lines) {
    if (effect instanceof Effect.StartTimer start) {
      timers(start.timer().kind()).put(start.timer(), start.after());
    } else if (effect instanceof Effect.StopTimer stop) {
      timers(stop.timer().kind()).remove(stop.timer());
    } else if (effect instanceof Effect.Release release) {
      released.add(release.leg());
    } else if (effect instanceof Effect.Request request) {
      keep(request.request());
      lines.add(line(request.request(), false));
    } else if (effect instanceof Effect.Acknowledge ack) {
      requests.add(ack.ack());
      lines.add(line(ack.ack(), true));
    } else if (effect instanceof Effect.Cancel cancel) {
      lines.add("CANCEL/" + cancel.cseq() + " > " + cancel.leg());
    } else if (effect instanceof Effect.Respond respond) {
      responses.add(respond.response());
      lines.add(line(respond));
    } else if (effect instanceof Effect.Connect connect) {
      lines.add("connect " + connect.a() + " " + connect.b());
    } else if (effect instanceof Effect.RollBack back) {
      lines.add("rollback " + back.from() + " " + back.to());
    } else if (effect instanceof Effect.Pursue pursue) {
      lines.add("pursue " + pursue.leg() + " " + pursue.extension());
    } else if (effect instanceof Effect.Locate locate) {
      lines.add("locate " + locate.extension());
    }
  }

  private void keep(OutgoingRequest request) {
    requests.add(request);
    if ("INVITE".equals(request.method())) {
      invites.put(request.leg(), request);
    }
  }

  private static String line(OutgoingRequest request, boolean withTag) {
    return request.method()
        + "/"
        + request.cseq()
        + " > "
        + request.leg()
        + (withTag ? "." + request.toTag() : "")
        + text(request.body());
  }

  private String line(Effect.Respond respond) {
    var response = respond.response();
    var token = tokens.parse(response.toTag());
    return response.status()
        + "."
        + token.variant()
        + " > "
        + respond.transaction().key()
        + text(response.body());
  }

  private static String text(Body body) {
    return body == null ? "" : " {" + body.content() + "}";
  }

  private static TransactionRef ref(String method, long cseq, LegId leg) {
    return new TransactionRef(NODE, 0, method + "/" + cseq + "@" + leg);
  }

  static Flow flow(LegId leg) {
    var remote = new InetSocketAddress("192.0.2.10" + leg.number(), 5060);
    return new Flow(NODE, "udp:203.0.113.1:5060", Transport.UDP, remote, 0);
  }
}
