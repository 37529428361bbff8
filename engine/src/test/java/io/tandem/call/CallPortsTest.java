package io.tandem.call;

import static io.tandem.call.Messages.CALLER;
import static io.tandem.call.Messages.NODE;
import static io.tandem.call.Messages.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.tandem.call.flow.CallSettings;
import io.tandem.call.leg.DialogTokens;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.call.leg.Signalling;
import io.tandem.cdr.CallRecord;
import io.tandem.cdr.CallResult;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.media.rtp.RelayFixture;
import io.tandem.media.sdp.Descriptions;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import io.tandem.tenant.LiveCalls;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls of every kind, on real ports: none of them keeps any. */
class CallPortsTest {
  private static final int CALLS = 10_000;
  private static final int AT_ONCE = 100;
  private static final LegId ONE = new LegId(1);
  private static final LegId TWO = new LegId(2);
  private static final String OFFER = Descriptions.of("m=audio 4000 RTP/AVP 8");
  private static final String ANSWER = Descriptions.of("m=audio 4002 RTP/AVP 8");

  private final ActorTestKit kit =
      ActorTestKit.create(ConfigFactory.parseString("pekko.loglevel = WARNING"));
  private final RelayFixture relay = RelayFixture.create(4 * AT_ONCE);
  private final LiveCalls live = new LiveCalls(Clock.systemUTC());
  private final Random random = new Random(1);
  private final BlockingQueue<CallRecord> records = new LinkedBlockingQueue<>();
  private final Phones phones = new Phones();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
    relay.close();
  }

  /** What becomes of a call. */
  private enum Kind {
    ANSWERED(CallResult.ANSWERED),
    CANCELLED(CallResult.CANCELLED),
    BUSY(CallResult.BUSY),
    /** Two phones ring, and both answer. */
    FORKED(CallResult.ANSWERED);

    private final CallResult result;

    Kind(CallResult result) {
      this.result = result;
    }
  }

  @Test
  void tenThousandCallsOfEveryKindGiveTheirPortsBack() throws Exception {
    await().until(() -> relay.service.usage().bound() == relay.service.usage().capacity());
    var results = new EnumMap<CallResult, Integer>(CallResult.class);
    for (int done = 0; done < CALLS; done += AT_ONCE) {
      for (int i = 0; i < AT_ONCE; i++) {
        begin(Kind.values()[i % Kind.values().length]);
      }
      for (int i = 0; i < AT_ONCE; i++) {
        var record = records.poll(10, TimeUnit.SECONDS);
        assertThat(record).as("record %d", done + i).isNotNull();
        results.merge(record.result(), 1, Integer::sum);
      }
      relay.pass(Duration.ofSeconds(2));
    }

    for (var kind : Kind.values()) {
      assertThat(results.get(kind.result)).isGreaterThanOrEqualTo(CALLS / Kind.values().length);
    }
    await().untilAsserted(this::assertNothingIsKept);
  }

  /** A call's record is out before its ports are back, which are quarantined from then on. */
  private void assertNothingIsKept() {
    relay.pass(Duration.ofSeconds(2));
    var usage = relay.service.usage();
    assertThat(usage.sessions()).isZero();
    assertThat(usage.inUse()).isZero();
    assertThat(usage.quarantined()).isZero();
    assertThat(live.count()).isZero();
  }

  private void begin(Kind kind) {
    var id = CallId.mint(1, Messages.START, random);
    var registrar = new FakeRegistrar();
    var bindings = Collections.nCopies(kind == Kind.FORKED ? 2 : 1, Messages.binding());
    registrar.answer = CompletableFuture.completedFuture(bindings);
    var environment =
        new CallEnvironment(
            phones,
            relay.service,
            registrar,
            records::add,
            live,
            phones.tokens,
            CallSettings.DEFAULT,
            NODE,
            Clock.systemUTC());
    var call = kit.spawn(CallEntity.create(environment, CallSharding.entityId(TENANT, id)));
    phones.calls.put(id, new Phones.Call(call, kind));
    call.tell(Messages.start(id, OFFER));
  }

  /** Both sides of every call: they do at once what the call's kind asks for. */
  private static final class Phones implements Signalling {
    private final DialogTokens tokens = new DialogTokens(new TestKeys());
    private final Map<CallId, Call> calls = new ConcurrentHashMap<>();

    private record Call(ActorRef<CallEntity.Command> actor, Kind kind) {
      void responds(LegId leg, String method, long cseq, int status, String sdp) {
        actor.tell(Messages.responded(leg, method, cseq, status, sdp));
      }
    }

    @Override
    public void request(OutgoingRequest request) {
      var call = calls.get(request.call());
      if (!request.method().equals("INVITE")) {
        call.responds(request.leg(), request.method(), request.cseq(), 200, null);
        return;
      }
      call.responds(request.leg(), "INVITE", 1, 180, null);
      switch (call.kind()) {
        case ANSWERED -> call.responds(ONE, "INVITE", 1, 200, ANSWER);
        case BUSY -> call.responds(ONE, "INVITE", 1, 486, null);
        case CANCELLED -> call.actor().tell(new CallEntity.Cancelled(CALLER, 1, Map.of()));
        case FORKED -> {
          if (request.leg().equals(TWO)) {
            call.responds(TWO, "INVITE", 1, 200, ANSWER);
          }
        }
      }
    }

    /** A phone that was cancelled answers as if the two had crossed, or hears of it in time. */
    @Override
    public void cancel(CallId id, LegId leg, long cseq, Flow flow, Map<String, String> headers) {
      var call = calls.get(id);
      boolean crossed = call.kind() == Kind.FORKED;
      call.responds(leg, "INVITE", cseq, crossed ? 200 : 487, crossed ? ANSWER : null);
    }

    @Override
    public void ack(OutgoingRequest ack) {
      // the 2xx is repeated by nobody here
    }

    /** The caller acknowledges its 200 and hangs up. */
    @Override
    public void respond(TransactionRef transaction, OutgoingResponse response) {
      if (response.status() != 200 || !transaction.key().equals("INVITE/1")) {
        return;
      }
      var token = tokens.parse(response.toTag());
      var call = calls.get(token.call());
      for (String method : List.of("ACK", "BYE")) {
        long cseq = method.equals("ACK") ? 1 : 2;
        var request = Messages.request(method, cseq, response.toTag(), null);
        call.actor().tell(new CallEntity.Requested(CALLER, token.variant(), request));
      }
    }
  }
}
