package io.tandem.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.tandem.audit.AuditTrail;
import io.tandem.call.CallEnvironment;
import io.tandem.call.CallSharding;
import io.tandem.call.CallShards;
import io.tandem.call.leg.DialogTokens;
import io.tandem.cdr.CassandraCdrWriter;
import io.tandem.cdr.CdrSink;
import io.tandem.cdr.CdrSpool;
import io.tandem.cdr.CdrWriter;
import io.tandem.cdr.LostCalls;
import io.tandem.cdr.Marking;
import io.tandem.edge.Edge;
import io.tandem.edge.EdgeEnvironment;
import io.tandem.id.TenantId;
import io.tandem.media.MediaService;
import io.tandem.media.rtp.RtpMediaService;
import io.tandem.net.EventLoops;
import io.tandem.registrar.CassandraBindingStore;
import io.tandem.registrar.Registrar;
import io.tandem.registrar.ShardedRegistrar;
import io.tandem.registrar.Slices;
import io.tandem.secret.ClusterSecrets;
import io.tandem.secret.Purpose;
import io.tandem.sip.digest.DigestChallenges;
import io.tandem.sip.transaction.SipStack;
import io.tandem.store.CassandraStore;
import io.tandem.store.StoreException;
import io.tandem.tenant.CassandraSystemAccounts;
import io.tandem.tenant.CassandraTenantEraser;
import io.tandem.tenant.CassandraTenantStorage;
import io.tandem.tenant.TenantConfiguration;
import io.tandem.tenant.TenantProfile;
import io.tandem.tenant.TenantService;
import io.tandem.tenant.TenantStatus;
import io.tandem.trace.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wires the engine's packages to each other, in the order in which they need each other. Listening
 * comes last: no request arrives before there is somebody to take it.
 */
final class Engine {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** How often a node looks for the calls of lost nodes. */
  private static final Duration LOST_CALLS = Duration.ofMinutes(10);

  /** A member that takes longer to start does not hold this one up. */
  private static final Duration MEETING_LIMIT = Duration.ofSeconds(10);

  private final NodeSettings settings;
  private final StartLog log;
  private final Closers closers;
  private final MeterRegistry meters;
  private final Clock clock;

  Engine(NodeSettings settings, StartLog log, Closers closers, MeterRegistry meters, Clock clock) {
    this.settings = settings;
    this.log = log;
    this.closers = closers;
    this.meters = meters;
    this.clock = clock;
  }

  /** What the rest of the node needs of a running engine. */
  record Running(
      TenantService tenants,
      Registrar registrar,
      AuditTrail audit,
      MediaService media,
      CdrSpool spool,
      LostCalls lostCalls,
      CallSharding calls,
      Edge edge,
      SipStack sip,
      Traces traces) {}

  Running start(ActorSystem<?> system, CassandraStore store, ClusterSecrets secrets) {
    TenantService tenants = startTenants(system, store, secrets);
    Registrar registrar =
        ShardedRegistrar.start(
            system,
            settings.registrar(),
            new CassandraBindingStore(store, meters, clock),
            meters,
            clock);
    EventLoopGroup loops = EventLoops.create(settings.sip().loops(), "sip-media");
    closers.add("event loops", () -> loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).sync());
    RtpMediaService media = startMedia(loops);
    NodeMeters.bind(meters, tenants.liveCalls(), media);
    var writer = new CassandraCdrWriter(store, tenant -> retention(tenants, tenant));
    CdrSpool spool = openSpool(store, writer);
    var lostCalls = new LostCalls(store.openCalls(), writer, spool, settings.openCalls(), clock);
    closeSilent(system, lostCalls);
    CdrSink records = NodeMeters.counting(meters, spool);
    var audit = AuditTrail.of(store, clock, meters);
    var tokens = new DialogTokens(secrets.ring(Purpose.DIALOG_TOKEN));
    var calls = new AtomicReference<CallSharding>();
    var shards = new AtomicReference<CallShards>();
    Edge edge =
        Edge.create(
            system,
            new EdgeEnvironment(
                settings.node(),
                settings.edge(),
                settings.media().destinations(),
                tenants.directory(),
                tenants.admission(),
                registrar,
                (tenant, call, command) -> calls.get().tell(tenant, call, command),
                start -> shards.get().mint(start),
                tokens,
                new DigestChallenges(
                    secrets.ring(Purpose.DIGEST_NONCE),
                    settings.node(),
                    clock,
                    settings.edge().nonceLifetime()),
                records,
                audit,
                clock,
                meters));
    calls.set(
        CallSharding.start(
            system,
            new CallEnvironment(
                edge.signalling(),
                media,
                registrar,
                records,
                tenants.liveCalls(),
                tokens,
                settings.call(),
                settings.node(),
                clock)));
    shards.set(claim(calls.get()));
    meetOthers(system, edge);
    SipStack sip = listen(edge, loops);
    var traces = new Traces(settings.node(), clock, sip.trace()::tap, sip::advertised);
    return new Running(
        tenants, registrar, audit, media, spool, lostCalls, calls.get(), edge, sip, traces);
  }

  private TenantService startTenants(
      ActorSystem<?> system, CassandraStore store, ClusterSecrets secrets) {
    var tenants =
        TenantService.start(
            system,
            settings.node(),
            new CassandraTenantStorage(store),
            new CassandraSystemAccounts(store.systemAccounts()),
            secrets.ring(Purpose.TENANT_MASTER),
            List.of(new CassandraTenantEraser(store, Slices.COUNT, clock)),
            settings.tenant(),
            meters,
            clock);
    log.step(
        "Read the map of domains",
        LIMIT,
        cause -> "the tenants' domains cannot be read: " + cause,
        tenants::ready);
    return tenants;
  }

  private RtpMediaService startMedia(EventLoopGroup loops) {
    var media =
        log.step(
            "Bound the first media ports",
            LIMIT,
            cause -> "tandem.media.ports: " + cause.getMessage(),
            () -> RtpMediaService.start(settings.media(), loops, System::nanoTime));
    closers.add("media", media::close);
    return media;
  }

  /** Empty for a tenant that is erased, or about to be. */
  private static CompletionStage<Optional<Duration>> retention(
      TenantService tenants, TenantId tenant) {
    return tenants
        .directory()
        .load(tenant)
        .thenApply(
            found ->
                found
                    .map(TenantConfiguration::profile)
                    .filter(profile -> profile.status() != TenantStatus.DELETING)
                    .map(TenantProfile::cdrRetention));
  }

  /** Each node looks, at a time of its own: what several find, they close alike. */
  private void closeSilent(ActorSystem<?> system, LostCalls lostCalls) {
    Duration spread = LOST_CALLS.plusSeconds(ThreadLocalRandom.current().nextInt(60));
    Duration lostAfter = settings.openCalls().lostAfter();
    Duration every = spread.compareTo(lostAfter) < 0 ? spread : lostAfter;
    system
        .scheduler()
        .scheduleWithFixedDelay(
            every,
            every,
            () ->
                lostCalls
                    .closeSilent()
                    .exceptionally(
                        failure -> {
                          LOG.atLevel(StoreException.logLevel(failure))
                              .log(
                                  "The calls of lost nodes cannot be closed now: {}",
                                  failure.toString());
                          return 0;
                        }),
            system.executionContext());
  }

  private CdrSpool openSpool(CassandraStore store, CdrWriter writer) {
    var marking =
        new Marking(settings.node(), Optional.of(store.openCalls()), settings.openCalls().mark());
    var folder = settings.spool().folder();
    try {
      var spool = CdrSpool.open(settings.spool(), writer, marking, clock, meters);
      closers.add("spool of call records", spool);
      return spool;
    } catch (IOException | UncheckedIOException e) {
      throw new NodeStartException(
          "tandem.node.data: the spool %s cannot be used: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private CallShards claim(CallSharding calls) {
    return log.step(
        "Claimed call shards",
        LIMIT,
        cause -> "no call shards: " + cause.getMessage(),
        () -> CallShards.claim(calls, settings.node(), settings.call().claimedShards()));
  }

  /** A call to a phone of a node whose gateway is not known would fail, so nobody begins before. */
  private void meetOthers(ActorSystem<?> system, Edge edge) {
    var others = new Others(system, settings.node(), edge::knows);
    if (!log.step(
        "Met the other nodes", LIMIT, Throwable::toString, () -> others.met(MEETING_LIMIT))) {
      log.note("not every other node is known yet, calls to their phones fail meanwhile");
    }
  }

  private SipStack listen(Edge edge, EventLoopGroup loops) {
    var sip =
        log.step(
            "Listening for SIP",
            LIMIT,
            cause -> "tandem.sip: " + cause.getMessage(),
            () -> edge.listen(settings.sip().stack(), loops));
    closers.add("SIP", sip);
    return sip;
  }
}
