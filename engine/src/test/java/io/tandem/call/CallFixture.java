package io.tandem.call;

import static io.tandem.call.Messages.CALLER;
import static io.tandem.call.Messages.NODE;
import static io.tandem.call.Messages.ONE;
import static io.tandem.call.Messages.START;
import static io.tandem.call.Messages.TENANT;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.tandem.call.flow.CallSettings;
import io.tandem.call.leg.DialogTokens;
import io.tandem.cdr.CallRecord;
import io.tandem.id.CallId;
import io.tandem.id.LegId;
import io.tandem.tenant.LiveCalls;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A call entity on virtual time, each test its own, with fakes around it. What the call says to its
 * phones is {@link #expect expected} a line each, as {@link FakeSignalling} writes it.
 */
@ResourceLock("io.tandem.call.CallFixture") // its actors and time are one for all classes
abstract class CallFixture {
  static ActorTestKit kit;
  static ManualTime time;

  final CallId id = CallId.mint(77, START, new Random(1));
  final DialogTokens tokens = new DialogTokens(new TestKeys());
  final FakeMedia media = new FakeMedia();
  final FakeRegistrar registrar = new FakeRegistrar();
  final LiveCalls live = new LiveCalls(Clock.systemUTC());
  final BlockingQueue<CallRecord> records = new LinkedBlockingQueue<>();
  TestProbe<String> said;
  FakeSignalling signalling;
  ActorRef<CallEntity.Command> call;

  @BeforeAll
  static void startActors() {
    kit =
        ActorTestKit.create(
            ConfigFactory.parseString("pekko.actor.serialize-messages = on")
                .withFallback(ManualTime.config())
                .withFallback(ConfigFactory.load()));
    time = ManualTime.get(kit.system());
  }

  @AfterAll
  static void stopActors() {
    kit.shutdownTestKit();
  }

  @BeforeEach
  void spawnCall() {
    said = kit.createTestProbe();
    signalling = new FakeSignalling(said.ref());
    registrar.answer = CompletableFuture.completedFuture(List.of(Messages.binding()));
    call = kit.spawn(CallEntity.create(environment(), CallSharding.entityId(TENANT, id)));
  }

  @AfterEach
  void nothingIsLeft() {
    kit.stop(call);
    assertThat(live.count()).isZero();
    assertThat(records).isEmpty();
  }

  private CallEnvironment environment() {
    return new CallEnvironment(
        signalling,
        media,
        registrar,
        records::add,
        live,
        tokens,
        CallSettings.DEFAULT,
        NODE,
        Clock.fixed(START.plusSeconds(7), ZoneOffset.UTC));
  }

  void ring() {
    call.tell(Messages.start(id, "offer"));
    expect("INVITE/1 > 1");
    call.tell(Messages.responded(ONE, "INVITE", 1, 180, null));
    expect("180 > INVITE/1");
  }

  void talk() {
    ring();
    call.tell(Messages.responded(ONE, "INVITE", 1, 200, "answer"));
    expect("ACK/1 > 1", "200 > INVITE/1");
    call.tell(requested("ACK", 1));
    call.tell(requested("INFO", -1));
    expect("500 > INFO/-1");
  }

  CallEntity.Requested requested(String method, long cseq) {
    return requested(method, cseq, null);
  }

  CallEntity.Requested requested(String method, long cseq, String sdp) {
    String tag = tokens.issue(TENANT, id, LegId.CALLER, 0);
    return new CallEntity.Requested(CALLER, 0, Messages.request(method, cseq, tag, sdp));
  }

  void expect(String... lines) {
    for (String line : lines) {
      said.expectMessage(line);
    }
  }

  CallRecord record() throws InterruptedException {
    return records.poll(5, TimeUnit.SECONDS);
  }
}
