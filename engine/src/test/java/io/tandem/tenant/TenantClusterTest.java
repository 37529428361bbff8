package io.tandem.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.CallId;
import io.tandem.id.Domain;
import io.tandem.id.Extension;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes of a real cluster in one JVM, on one database in memory. */
class TenantClusterTest {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final FakeTenantStorage STORAGE = new FakeTenantStorage(CLOCK);
  private static final List<ActorTestKit> KITS = new ArrayList<>();
  private static final List<TenantService> NODES = new ArrayList<>();

  private static int names;

  @BeforeAll
  static void startTwoNodes() {
    for (String name : List.of("a", "b")) {
      var kit = ActorTestKit.create("tandem", ConfigFactory.load());
      KITS.add(kit);
      NODES.add(
          TenantService.start(
              kit.system(),
              new NodeId(name),
              STORAGE,
              new NoAccounts(),
              TenantFixtures.ring(0),
              List.of(),
              TenantNodeSettings.defaults(),
              new SimpleMeterRegistry(),
              CLOCK));
    }
    var seed = Cluster.get(KITS.get(0).system()).selfMember().address();
    KITS.forEach(kit -> Cluster.get(kit.system()).manager().tell(Join.create(seed)));
    for (var kit : KITS) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> up(Cluster.get(kit.system())) == KITS.size());
      await().atMost(Duration.ofSeconds(30)).until(() -> knownNodes(kit) == KITS.size());
    }
  }

  /** News reaches only those that the receptionist has heard of. */
  private static int knownNodes(ActorTestKit kit) {
    CompletionStage<Receptionist.Listing> listing =
        AskPattern.ask(
            kit.system().receptionist(),
            replyTo -> Receptionist.find(TenantNode.SERVICE_KEY, replyTo),
            Duration.ofSeconds(3),
            kit.system().scheduler());
    return join(listing).getServiceInstances(TenantNode.SERVICE_KEY).size();
  }

  private static int up(Cluster cluster) {
    int up = 0;
    for (var member : cluster.state().getMembers()) {
      up += member.status().equals(MemberStatus.up()) ? 1 : 0;
    }
    return up;
  }

  @AfterAll
  static void stop() {
    KITS.forEach(ActorTestKit::shutdownTestKit);
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static <T> T done(CompletionStage<Outcome<T>> stage) {
    var outcome = join(stage);
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
    return ((Outcome.Done<T>) outcome).value();
  }

  private static TenantConfiguration create(Limits limits) {
    var domain = new Domain("t" + ++names + ".test");
    return done(
        NODES
            .get(0)
            .tenants()
            .create(domain, TenantFixtures.wish(limits), "admin", "hash", TenantFixtures.ORIGIN));
  }

  private static CallId admitted(int node, TenantId tenant) {
    var call = TenantFixtures.call();
    assertThat(join(NODES.get(node).admission().admit(tenant, call)))
        .isEqualTo(AdmissionDecision.ADMITTED);
    NODES
        .get(node)
        .liveCalls()
        .put(TenantFixtures.liveCall(tenant, call, new NodeId(node == 0 ? "a" : "b")));
    return call;
  }

  private static AdmissionDecision admit(int node, TenantId tenant) {
    return join(NODES.get(node).admission().admit(tenant, TenantFixtures.call()));
  }

  @Test
  void bothNodesTogetherAdmitExactlyTheLimit() {
    var tenant = create(new Limits(1000, 10, 5, -1)).id();
    var last = admitted(0, tenant);
    admitted(0, tenant);
    admitted(0, tenant);
    admitted(1, tenant);
    admitted(1, tenant);
    assertThat(admit(0, tenant)).isEqualTo(AdmissionDecision.CONCURRENT_CALLS);
    assertThat(admit(1, tenant)).isEqualTo(AdmissionDecision.CONCURRENT_CALLS);
    assertThat(done(NODES.get(1).usage(tenant)).concurrentCalls()).isEqualTo(new Usage.Meter(5, 5));

    // What becomes free on one node, the other can use.
    NODES.get(0).liveCalls().remove(tenant, last);
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> admit(1, tenant) == AdmissionDecision.ADMITTED);
    assertThat(done(NODES.get(0).usage(tenant)).concurrentCalls().used()).isEqualTo(5);
  }

  @Test
  void anEntityThatStartsAgainLendsNothingThatIsInUse() {
    var tenant = create(new Limits(1000, 10, 3, -1)).id();
    admitted(0, tenant);
    admitted(1, tenant);
    var last = admitted(1, tenant);
    // It does not cross nodes: only the one that has the entity stops it.
    for (var kit : KITS) {
      ClusterSharding.get(kit.system())
          .entityRefFor(TenantEntity.TYPE_KEY, tenant.value())
          .tell(TenantEntity.Stop.INSTANCE);
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> done(NODES.get(0).usage(tenant)).concurrentCalls().equals(new Usage.Meter(3, 3)));
    assertThat(admit(0, tenant)).isEqualTo(AdmissionDecision.CONCURRENT_CALLS);
    assertThat(admit(1, tenant)).isEqualTo(AdmissionDecision.CONCURRENT_CALLS);
    NODES.get(1).liveCalls().remove(tenant, last);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> admit(0, tenant) == AdmissionDecision.ADMITTED);
  }

  @Test
  void aBurstOverBothNodesStaysWithinCallsPerSecond() {
    var tenant = create(new Limits(1000, 10, -1, 4)).id();
    var decisions = new ArrayList<CompletionStage<AdmissionDecision>>();
    for (int i = 0; i < 20; i++) {
      decisions.add(NODES.get(i % 2).admission().admit(tenant, TenantFixtures.call()));
    }
    var admitted =
        decisions.stream().map(TenantClusterTest::join).filter(AdmissionDecision::admitted).count();
    // Four at once, and what comes in while the nodes even out their shares.
    assertThat(admitted)
        .as("%s", decisions.stream().map(TenantClusterTest::join).toList())
        .isBetween(4L, 10L);
  }

  @Test
  void aChangeOnOneNodeIsSeenOnTheOther() {
    var tenant = create(Limits.DEFAULT);
    join(NODES.get(1).directory().load(tenant.id()));
    var wish = new ExtensionWish("Alice", true, "correct horse", null);
    var extension =
        done(
            NODES
                .get(0)
                .tenants()
                .putExtension(
                    tenant.id(),
                    TenantFixtures.ALICE,
                    wish,
                    PutMode.CREATE,
                    OptionalLong.empty(),
                    TenantFixtures.ORIGIN));
    assertThat(NODES.get(0).directory().find(tenant.id()).extension(TenantFixtures.ALICE))
        .isEqualTo(extension);
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(
            () ->
                assertThat(
                        NODES.get(1).directory().find(tenant.id()).extension(TenantFixtures.ALICE))
                    .isEqualTo(extension));
    assertThat(extension.secret())
        .isEqualTo(DigestSecret.of("1001", tenant.profile().domain().value(), "correct horse"));
  }

  @Test
  void aSuspendedTenantStartsNoCall() {
    var tenant = create(Limits.DEFAULT);
    admitted(1, tenant.id());
    var wish = TenantWish.of(tenant.profile().withStatus(TenantStatus.SUSPENDED));
    done(
        NODES
            .get(0)
            .tenants()
            .change(tenant.id(), wish, OptionalLong.empty(), TenantFixtures.ORIGIN));
    assertThat(admit(0, tenant.id())).isEqualTo(AdmissionDecision.TENANT_INACTIVE);
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> admit(1, tenant.id()) == AdmissionDecision.TENANT_INACTIVE);
  }

  @Test
  void aDeletedTenantIsGoneEverywhere() {
    var tenant = create(Limits.DEFAULT);
    String domain = tenant.profile().domain().value();
    join(NODES.get(1).directory().load(domain));
    done(NODES.get(1).tenants().delete(tenant.id(), OptionalLong.empty(), TenantFixtures.ORIGIN));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                NODES.stream()
                    .allMatch(
                        node ->
                            node.directory().tenantOf(domain) == null
                                && node.directory().find(tenant.id()) == null));
    assertThat(STORAGE.knows(tenant.id())).isFalse();
    assertThat(admit(0, tenant.id())).isEqualTo(AdmissionDecision.TENANT_INACTIVE);
  }

  @Test
  void listsComeInPages() {
    var tenant = create(Limits.DEFAULT);
    var tenants = NODES.get(0).tenants();
    for (String number : List.of("1003", "1001", "1002")) {
      done(
          tenants.putExtension(
              tenant.id(),
              new Extension(number),
              new ExtensionWish("", true, "correct horse", null),
              PutMode.CREATE,
              OptionalLong.empty(),
              TenantFixtures.ORIGIN));
    }
    var first = done(tenants.extensions(tenant.id(), null, 2));
    assertThat(first.items())
        .extracting(each -> each.number().value())
        .containsExactly("1001", "1002");
    var second = done(tenants.extensions(tenant.id(), first.next(), 2));
    assertThat(second.items()).extracting(each -> each.number().value()).containsExactly("1003");
    assertThat(second.next()).isNull();
    var login = join(tenants.findUser(tenant.profile().domain().value(), "admin")).orElseThrow();
    assertThat(login.tenant()).isEqualTo(tenant.id());
    assertThat(login.user().role()).isEqualTo(Role.TENANT_ADMIN);
  }

  /** No system accounts are needed here. */
  private static final class NoAccounts implements SystemAccounts {
    @Override
    public CompletionStage<Optional<SystemAccount>> find(String username) {
      throw new UnsupportedOperationException("no test of accounts");
    }

    @Override
    public CompletionStage<List<SystemAccount>> list() {
      throw new UnsupportedOperationException("no test of accounts");
    }

    @Override
    public CompletionStage<Boolean> put(SystemAccount account, PutMode mode) {
      throw new UnsupportedOperationException("no test of accounts");
    }

    @Override
    public CompletionStage<Boolean> remove(String username) {
      throw new UnsupportedOperationException("no test of accounts");
    }
  }
}
