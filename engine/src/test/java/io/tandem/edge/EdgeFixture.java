package io.tandem.edge;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.tandem.audit.AuditTrail;
import io.tandem.call.CallEntity;
import io.tandem.call.leg.DialogTokens;
import io.tandem.cdr.CallRecord;
import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.net.Destinations;
import io.tandem.net.EventLoops;
import io.tandem.registrar.LocalRegistrar;
import io.tandem.registrar.Registrar;
import io.tandem.secret.Key;
import io.tandem.secret.KeyRing;
import io.tandem.sip.digest.DigestChallenges;
import io.tandem.sip.transaction.SipStack;
import io.tandem.sip.transaction.SipStackSettings;
import io.tandem.sip.transport.ListenerSettings;
import io.tandem.sip.transport.Transport;
import io.tandem.store.AuditEntry;
import io.tandem.store.AuditKind;
import io.tandem.tenant.Admission;
import io.tandem.tenant.AdmissionDecision;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/**
 * A node's edge on loopback with a real stack and a real registrar; calls, admission and the
 * tenants' configurations are the test's.
 */
final class EdgeFixture implements AutoCloseable {
  static final NodeId NODE = new NodeId("node-1");
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final ActorTestKit kit;
  private final boolean ownsKit;
  private final EventLoopGroup loops = EventLoops.create(2, "edge-test");
  private final Random random = new Random(1);

  final TestClock clock = new TestClock();
  final FakeDirectory directory = new FakeDirectory();
  final Gate admission = new Gate();
  final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
  final BlockingQueue<CallRecord> records = new LinkedBlockingQueue<>();
  final BlockingQueue<Audited> audited = new LinkedBlockingQueue<>();
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final DialogTokens tokens = new DialogTokens(keys(1));
  final DigestChallenges challenges;
  final Registrar registrar;
  final Edge edge;
  final SipStack stack;

  EdgeFixture() {
    this(EdgeSettings.defaults());
  }

  EdgeFixture(EdgeSettings settings) {
    this(settings, UnaryOperator.identity());
  }

  /** One whose stack has other settings than the usual ones. */
  EdgeFixture(EdgeSettings settings, UnaryOperator<SipStackSettings> stack) {
    this(settings, NODE, newKit(), true, "127.0.0.1", stack);
  }

  /** What allows so many guesses at once of a user, and of a network, and one more in 10 s. */
  static EdgeSettings guesses(int user, int network) {
    var rest = Duration.ofSeconds(10);
    return new EdgeSettings(
        "Tandem",
        100,
        new GuessAllowance(user, rest),
        new GuessAllowance(network, rest),
        100,
        Duration.ofMinutes(5),
        100,
        KeepAliveSettings.defaults());
  }

  /** A node that calls itself {@code host}. */
  static EdgeFixture advertising(String host) {
    return new EdgeFixture(
        EdgeSettings.defaults(), NODE, newKit(), true, host, UnaryOperator.identity());
  }

  /** Another node, whose actors live in {@code kit} too. */
  EdgeFixture(NodeId node, ActorTestKit kit) {
    this(EdgeSettings.defaults(), node, kit, false, "127.0.0.1", UnaryOperator.identity());
  }

  private EdgeFixture(
      EdgeSettings settings,
      NodeId node,
      ActorTestKit kit,
      boolean ownsKit,
      String advertised,
      UnaryOperator<SipStackSettings> changed) {
    this.kit = kit;
    this.ownsKit = ownsKit;
    challenges = new DigestChallenges(keys(2), node, clock, Duration.ofMinutes(5));
    registrar = LocalRegistrar.start(kit, clock);
    edge =
        Edge.create(
            kit.system(),
            new EdgeEnvironment(
                node,
                settings,
                new Destinations(List.of(InetAddress.getLoopbackAddress()), List.of()),
                directory,
                admission,
                registrar,
                (tenant, call, command) -> told.add(new Told(tenant, call, command)),
                start -> CallId.mint(5, start, random),
                tokens,
                challenges,
                records::add,
                new AuditTrail(this::audit, clock, meters),
                clock,
                meters));
    var any = new InetSocketAddress("127.0.0.1", 0);
    var listeners =
        List.of(
            ListenerSettings.of(Transport.UDP, any, advertised),
            ListenerSettings.of(Transport.TCP, any, advertised));
    var stackSettings = changed.apply(SipStackSettings.of(listeners));
    stack = edge.listen(stackSettings, loops).toCompletableFuture().join();
  }

  private CompletionStage<Void> audit(Optional<TenantId> owner, AuditKind kind, AuditEntry entry) {
    audited.add(new Audited(owner, kind, entry));
    return CompletableFuture.completedFuture(null);
  }

  /** What the audit was given. */
  record Audited(Optional<TenantId> owner, AuditKind kind, AuditEntry entry) {}

  /** Actors whose messages are serialized even when they stay. */
  static ActorTestKit newKit() {
    return ActorTestKit.create(ConfigFactory.parseString("pekko.actor.serialize-messages = on"));
  }

  /** What a call was told. */
  record Told(TenantId tenant, CallId call, CallEntity.Command command) {}

  /** Stands still unless the test moves it. */
  static final class TestClock extends Clock {
    volatile Instant now = START;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** Admits what the test says, when it says so. */
  static final class Gate implements Admission {
    final BlockingQueue<CallId> withdrawn = new LinkedBlockingQueue<>();
    volatile CompletableFuture<AdmissionDecision> decision =
        CompletableFuture.completedFuture(AdmissionDecision.ADMITTED);

    void decide(AdmissionDecision decided) {
      decision = CompletableFuture.completedFuture(decided);
    }

    @Override
    public CompletionStage<AdmissionDecision> admit(TenantId tenant, CallId call) {
      return decision;
    }

    @Override
    public void withdraw(TenantId tenant, CallId call) {
      withdrawn.add(call);
    }
  }

  static KeyRing keys(int seed) {
    var material = new byte[Key.LENGTH];
    material[0] = (byte) seed;
    var key = new Key(0, material);
    return new KeyRing() {
      @Override
      public Key current() {
        return key;
      }

      @Override
      public Key find(int id) {
        return id == 0 ? key : null;
      }
    };
  }

  InetSocketAddress address() {
    return stack.listeners().get(0).address();
  }

  TestPhone phone() throws IOException {
    return new TestPhone(address());
  }

  /** The next thing that a call is told. */
  Told nextTold() throws InterruptedException {
    return told.poll(5, TimeUnit.SECONDS);
  }

  double count(String name, String... tags) {
    return meters.counter(name, tags).count();
  }

  @Override
  public void close() {
    stack.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    if (ownsKit) {
      kit.shutdownTestKit();
    }
  }
}
