package io.tandem.call.flow;

import static io.tandem.call.flow.Script.CALLER;
import static io.tandem.call.flow.Script.NODE;

import io.tandem.call.flow.CallTimer.Kind;
import io.tandem.call.leg.Body;
import io.tandem.call.leg.Dialog;
import io.tandem.call.leg.IncomingRequest;
import io.tandem.call.leg.IncomingResponse;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.RequestFailure;
import io.tandem.call.leg.SipLeg;
import io.tandem.cdr.EndReason;
import io.tandem.id.LegId;
import io.tandem.registrar.Binding;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Plays a call with phones that do anything at any time, as long as every transaction is one, and
 * then lets it run out. What the call does wrong is an {@link AssertionError} that tells the story.
 */
final class RandomCall {
  private static final int MOST_STEPS = 45;
  private static final String HOLD = "v=0\r\nm=audio 4000 RTP/AVP 0\r\na=inactive\r\n";
  private static final List<String> BODIES =
      Arrays.asList("offer", "offer2", "answer", "bad", HOLD, null);
  private static final List<Integer> TO_INVITE =
      List.of(180, 183, 200, 200, 200, 486, 408, 481, 491, 488, 603, 500, 422, 422);
  private static final List<Integer> TO_OTHERS =
      List.of(200, 200, 200, 481, 408, 500, 405, 491, 422);
  private static final List<String> METHODS =
      List.of("INVITE", "INVITE", "UPDATE", "INFO", "OPTIONS", "BYE", "PRACK", "ACK", "ACK");
  private static final Pattern RESPONSE = Pattern.compile("(?s)(\\d{3})\\.\\d+ > (\\S+).*");
  private static final Pattern PURSUIT = Pattern.compile("pursue (\\d+) .*");

  /** Timers that only begin something new. */
  private static final Set<Kind> WATCHES =
      Set.of(Kind.CALL_DURATION, Kind.SESSION, Kind.REFRESH, Kind.OPTIONS);

  private record Sent(LegId leg, String method, long cseq) {}

  private record Success(LegId leg, String tag, long cseq) {}

  private final Random random;
  private final Script call = new Script();
  private final List<String> story = new ArrayList<>();
  private final Map<Sent, OutgoingRequest> unanswered = new LinkedHashMap<>();
  private final Set<Sent> ringing = new HashSet<>();
  private final Set<LegId> pursued = new LinkedHashSet<>();
  private final Set<String> open = new LinkedHashSet<>();
  private final Map<String, Integer> finals = new HashMap<>();
  private final Set<Success> successes = new LinkedHashSet<>();
  private final Set<Success> acknowledged = new HashSet<>();
  private final Set<Success> ended = new HashSet<>();
  private final Set<Success> endedByPhone = new HashSet<>();
  private final Set<LegId> saidBye = new HashSet<>();
  private int seen;

  RandomCall(long seed) {
    random = new Random(seed);
    story.add("seed " + seed);
  }

  void play() {
    begin();
    if (random.nextInt(4) > 0) {
      talk();
    }
    int steps = 5 + random.nextInt(MOST_STEPS);
    for (int i = 0; i < steps; i++) {
      step();
    }
    runOut();
  }

  private void begin() {
    String offer = random.nextInt(5) == 0 ? null : "offer";
    var headers = new HashMap<>(timer(2));
    if (random.nextInt(3) == 0) {
      headers.put("Require", "100rel");
    }
    open.add("INVITE/1@0");
    story.add("INVITE " + offer + " " + headers);
    check(call.started(offer, headers));
    double[] qs =
        random.doubles(1 + random.nextInt(3)).map(q -> q < 0.5 ? 1 : 0.5).sorted().toArray();
    for (int i = 0; i < qs.length / 2; i++) {
      double q = qs[i];
      qs[i] = qs[qs.length - 1 - i];
      qs[qs.length - 1 - i] = q;
    }
    on(new Event.Located(Script.bindings(qs)), "located " + Arrays.toString(qs));
  }

  /** Most of what can go wrong needs two that talk first. */
  private void talk() {
    for (var sent : List.copyOf(unanswered.keySet())) {
      respond(sent, 200, "answer");
    }
    var invite = call.state().leg(CALLER).unacknowledged();
    if (invite != null) {
      request(call.state().leg(CALLER), call.state().leg(CALLER).confirmed(), "ACK", "answer");
    }
  }

  private void step() {
    int what = random.nextInt(20);
    if (what < 8) {
      respond();
    } else if (what < 10) {
      fail();
    } else if (what < 15) {
      request();
    } else if (what < 16) {
      cancel();
    } else if (what < 18) {
      fire();
    } else if (what < 19) {
      find();
    } else if (random.nextInt(10) == 0) {
      boolean media = random.nextBoolean();
      on(media ? new Event.MediaTimedOut(CALLER) : hungUp(), media ? "no media" : "hung up");
    }
  }

  private void respond() {
    if (unanswered.isEmpty()) {
      return;
    }
    var sent = pick(List.copyOf(unanswered.keySet()));
    int status = pick(isInvite(sent) ? TO_INVITE : TO_OTHERS);
    respond(sent, status, isInvite(sent) && status < 300 ? pick(BODIES) : null);
  }

  private static boolean isInvite(Sent sent) {
    return sent.method().equals("INVITE");
  }

  private void respond(Sent sent, int status, String sdp) {
    var request = unanswered.get(sent);
    String tag = request.toTag() == null ? pick(List.of("a", "b")) : request.toTag();
    var headers = new HashMap<>(timer(2));
    if (status == 422) {
      headers.put("Min-SE", Integer.toString(100 + random.nextInt(3000)));
    }
    if (status == 183 && random.nextBoolean()) {
      headers.put("Require", "100rel");
      headers.put("RSeq", Integer.toString(1 + random.nextInt(3)));
    }
    if (status >= 200) {
      unanswered.remove(sent);
    } else {
      ringing.add(sent);
    }
    if (isInvite(sent) && status == 200) {
      successes.add(new Success(sent.leg(), tag, sent.cseq()));
    }
    on(
        new Event.Responded(
            sent.leg(),
            new IncomingResponse(
                status,
                null,
                sent.method(),
                sent.cseq(),
                tag,
                "sip:phone-" + tag + "@192.0.2.9",
                List.of(),
                sdp == null ? null : Body.sdp(sdp),
                headers,
                random.nextInt(10) == 0 ? elsewhere() : Script.flow(sent.leg()))),
        status + " to " + sent + " tag " + tag + " sdp " + sdp + " " + headers);
  }

  /** An INVITE that had a provisional response fails only after its CANCEL. */
  private void fail() {
    if (unanswered.isEmpty()) {
      return;
    }
    var sent = pick(List.copyOf(unanswered.keySet()));
    if (!ringing.contains(sent)) {
      fail(sent, pick(List.of(RequestFailure.TIMEOUT, RequestFailure.TRANSPORT)));
    }
  }

  private void fail(Sent sent, RequestFailure failure) {
    unanswered.remove(sent);
    on(
        new Event.RequestFailed(sent.leg(), sent.method(), sent.cseq(), failure),
        failure + " of " + sent);
  }

  private void request() {
    var leg = pick(call.state().legs());
    if (leg.dialogs().isEmpty()) {
      return;
    }
    String method = pick(METHODS);
    boolean bodied = Set.of("INVITE", "ACK", "UPDATE").contains(method);
    request(leg, pick(leg.dialogs()), method, bodied ? pick(BODIES) : null);
  }

  private void request(SipLeg leg, Dialog dialog, String method, String sdp) {
    boolean ack = method.equals("ACK");
    long cseq = Math.max(1, dialog.remoteCseq() + (ack || random.nextInt(8) == 0 ? 0 : 1));
    if (ack && leg.unacknowledged() != null) {
      cseq = leg.unacknowledged().cseq();
    }
    while (!ack && isUsed(key(method, cseq, leg.id()))) {
      cseq++; // another dialog of the leg had that number
    }
    var headers = new HashMap<>(timer(3));
    if (method.equals("PRACK")) {
      headers.put("RAck", (1 + random.nextInt(3)) + " 1 INVITE");
    }
    if (!ack) {
      open.add(key(method, cseq, leg.id()));
    }
    if (method.equals("BYE")) {
      endedByPhone.add(new Success(leg.id(), dialog.remoteTag(), 0));
    }
    on(
        new Event.Requested(
            leg.id(),
            dialog.variant(),
            new IncomingRequest(
                ack ? null : new TransactionRef(NODE, 0, key(method, cseq, leg.id())),
                random.nextInt(6) == 0 ? elsewhere() : Script.flow(leg.id()),
                method,
                leg.peer().sipCallId(),
                leg.peer().remoteUri(),
                null,
                dialog.remoteTag(),
                leg.peer().localUri(),
                dialog.localTag(),
                cseq,
                "sip:new@192.0.2.77",
                random.nextInt(6) == 0,
                List.of(),
                sdp == null ? null : Body.sdp(sdp),
                headers)),
        key(method, cseq, leg.id()) + " tag " + dialog.remoteTag() + " sdp " + sdp + " " + headers);
  }

  private boolean isUsed(String transaction) {
    return open.contains(transaction) || finals.containsKey(transaction);
  }

  private static String key(String method, long cseq, LegId leg) {
    return method + "/" + cseq + "@" + leg;
  }

  private void cancel() {
    var invite = call.state().leg(CALLER).serverInvite();
    if (invite != null && invite.isAcknowledged()) {
      on(new Event.Cancelled(CALLER, invite.cseq(), Map.of()), "CANCEL");
    }
  }

  private void fire() {
    var running = running();
    if (!running.isEmpty()) {
      fire(pick(running));
    }
  }

  private List<CallTimer> running() {
    var running = new ArrayList<>(call.timers.keySet());
    running.addAll(call.watches.keySet());
    running.sort((a, b) -> a.toString().compareTo(b.toString()));
    return running;
  }

  private void fire(CallTimer timer) {
    story.add("fires " + timer);
    check(call.fires(timer.kind(), timer.leg()));
  }

  private void find() {
    if (pursued.isEmpty()) {
      return;
    }
    var leg = pursued.iterator().next();
    pursued.remove(leg);
    var start = Script.START;
    var binding =
        new Binding(
            "sip:1002@192.0.2.10" + leg,
            elsewhere(),
            List.of(),
            1,
            start,
            start,
            "reg",
            2,
            "phone");
    boolean known = random.nextInt(3) > 0;
    on(new Event.Found(leg, known ? List.of(binding) : List.of()), "found " + leg + " " + known);
  }

  private static Event hungUp() {
    return new Event.HungUp(EndReason.SHUTDOWN, "end");
  }

  /** Somebody ends the call; what is on its way is answered or fails, and timers fire. */
  private void runOut() {
    on(hungUp(), "end");
    while (true) {
      var running = running();
      running.removeIf(timer -> WATCHES.contains(timer.kind()));
      if (!pursued.isEmpty() && random.nextBoolean()) {
        find();
      } else if (!unanswered.isEmpty() && random.nextBoolean()) {
        respond();
      } else if (!unanswered.isEmpty()) {
        fail(unanswered.keySet().iterator().next(), RequestFailure.TIMEOUT);
      } else if (!pursued.isEmpty()) {
        find();
      } else if (!running.isEmpty()) {
        fire(running.get(0));
      } else {
        break;
      }
    }
    require(call.state().isOver(), "the call is not over");
    require(!call.state().isOutstanding(), "something is outstanding for ever");
    require(open.isEmpty(), "never answered: " + open);
    for (var success : successes) {
      var dialog = new Success(success.leg(), success.tag(), 0);
      boolean byPhone = endedByPhone.contains(dialog);
      require(byPhone || ended.contains(dialog), "never ended: " + success);
      require(byPhone || acknowledged.contains(success), "never acknowledged: " + success);
    }
  }

  private void on(Event event, String what) {
    story.add(what);
    try {
      check(call.on(event));
    } catch (RuntimeException e) {
      throw new AssertionError(String.join("\n  ", story), e);
    }
  }

  private void check(List<String> effects) {
    story.add("  " + effects);
    for (var request : call.requests.subList(seen, call.requests.size())) {
      sent(request);
    }
    seen = call.requests.size();
    for (String effect : effects) {
      var response = RESPONSE.matcher(effect);
      if (response.matches()) {
        responded(response.group(2), Integer.parseInt(response.group(1)));
      }
      var pursuit = PURSUIT.matcher(effect);
      if (pursuit.matches()) {
        pursued.add(new LegId(Integer.parseInt(pursuit.group(1))));
      }
    }
  }

  private void sent(OutgoingRequest request) {
    var leg = request.leg();
    if (request.method().equals("ACK")) {
      acknowledged.add(new Success(leg, request.toTag(), request.cseq()));
      return;
    }
    unanswered.put(new Sent(leg, request.method(), request.cseq()), request);
    boolean bye = request.method().equals("BYE");
    require(bye || !saidBye.contains(leg), request.method() + " after BYE");
    if (bye) {
      ended.add(new Success(leg, request.toTag(), 0));
      var last = call.state().leg(leg).bye();
      if (last != null && last.cseq() == request.cseq()) {
        saidBye.add(leg);
      }
    }
  }

  /** One final response each; only a 2xx to an INVITE is repeated. */
  private void responded(String transaction, int status) {
    if (status < 200) {
      return;
    }
    boolean first = open.remove(transaction);
    var before = finals.put(transaction, status);
    boolean repeated = status < 300 && before != null && before == status;
    require(first || repeated, transaction + " was answered before, with " + before);
  }

  private void require(boolean fulfilled, String otherwise) {
    if (!fulfilled) {
      throw new AssertionError(otherwise + "\n  " + String.join("\n  ", story));
    }
  }

  private Map<String, String> timer(int oneOf) {
    if (random.nextInt(oneOf) > 0) {
      return Map.of();
    }
    return Map.of(
        "Supported",
        "timer",
        "Session-Expires",
        "600;refresher=" + pick(List.of("uac", "uas")),
        "Allow",
        pick(List.of("INVITE", "INVITE, UPDATE")));
  }

  private Flow elsewhere() {
    int number = 7 + random.nextInt(3);
    var remote = new InetSocketAddress("198.51.100." + number, 40_000);
    return new Flow(NODE, "tcp:203.0.113.1:5060", Transport.TCP, remote, number);
  }

  private <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
