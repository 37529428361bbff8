package io.tandem.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.tandem.id.CborRoundTrip;
import io.tandem.id.CborSerializable;
import io.tandem.id.Domain;
import io.tandem.id.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TenantMessagesTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
  private static final Duration DAY = Duration.ofDays(1);

  @AfterAll
  static void shutdown() {
    KIT.shutdownTestKit();
  }

  static Stream<CborSerializable> messages() {
    var acme = TenantFixtures.ACME;
    var domain = new Domain("acme.test");
    var node = new NodeId("a");
    var report = new LeaseReport(node, -5, 2, 1, 3, 4, 5, 6, 7, 8);
    var grant = new LeaseGrant(1, true, 2, 3, 4, true, 5);
    var object = TenantFixtures.codec().encode(TenantFixtures.profile());
    var change = new TenantChanged(acme, 3, List.of(object), List.of(object.key()));
    var nodes = KIT.<TenantNode.Command>createTestProbe().ref();
    var replies = KIT.<TenantReply>createTestProbe().ref();
    var user = new UserWish("Bob", Role.USER, "hash", true, TenantFixtures.ALICE);
    return Stream.concat(
        Stream.of(
            new TenantEntity.Create(TenantFixtures.newTenant(), replies),
            new TenantEntity.Settle(domain),
            new TenantEntity.Renew(report, nodes),
            new TenantEntity.GetUsage(KIT.<TenantEntity.UsageReply>createTestProbe().ref()),
            new TenantEntity.UsageReply(null),
            new TenantEntity.UsageReply(
                new Usage(new Usage.Meter(1, 2), new Usage.Meter(3, -1), new Usage.Meter(0, 0))),
            new TenantNode.Changed(change),
            new TenantNode.Moved(acme, domain, 3),
            new TenantNode.Erased(acme, domain),
            new TenantNode.RenewNow(acme, true),
            new TenantNode.Granted(acme, grant),
            TenantFixtures.liveCall(acme, TenantFixtures.call(), node)),
        Stream.concat(
            Stream.<TenantChange>of(
                    new TenantChange.Profile(TenantFixtures.wish()),
                    new TenantChange.Deletion(),
                    new TenantChange.PutExtension(
                        TenantFixtures.ALICE,
                        "Alice",
                        true,
                        TenantFixtures.SECRET,
                        Duration.ofSeconds(20),
                        PutMode.CREATE),
                    new TenantChange.RemoveExtension(TenantFixtures.ALICE),
                    new TenantChange.PutUser("bob", user, PutMode.REPLACE),
                    new TenantChange.RemoveUser("bob"))
                .map(each -> new TenantEntity.Change(each, 7, TenantFixtures.ORIGIN, replies)),
            Stream.of(
                TenantReply.done(change),
                TenantReply.failed(new IllegalStateException("gone")),
                TenantReply.of(new Outcome.NotFound<>()),
                TenantReply.of(new Outcome.Conflict<>("exists", "it exists")),
                TenantReply.of(new Outcome.StaleVersion<>(4)),
                TenantReply.of(new Outcome.LimitReached<>("extensions", 3)),
                TenantReply.of(new Outcome.Invalid<>(List.of(new FieldError("a", "b")))),
                TenantReply.of(new Outcome.Busy<>()))));
  }

  @Test
  void anOlderNodesWishGetsTheDefaultsOfWhatThatNodeDoesNotKnow() throws Exception {
    var serialization = SerializationExtension.get(KIT.system());
    var wish = TenantFixtures.wish(new Limits(1, 2, 3, 4, 5, DAY, DAY, DAY, DAY));
    var message = new TenantChange.Profile(wish);
    var serializer = serialization.findSerializerFor(message);
    var tree = (ObjectNode) CBOR.readTree(serializer.toBinary(message));
    ((ObjectNode) tree.at("/wish/limits"))
        .retain("extensions", "registrationsPerExtension", "concurrentCalls", "callsPerSecond");
    ((ObjectNode) tree.at("/wish/settings")).remove("callsFromRegisteredNetworks");

    String manifest = Serializers.manifestFor(serializer, message);
    var received =
        (TenantChange.Profile)
            serialization
                .deserialize(CBOR.writeValueAsBytes(tree), serializer.identifier(), manifest)
                .get();

    assertThat(received.wish().limits()).isEqualTo(new Limits(1, 2, 3, 4));
    assertThat(received.wish().settings().callsFromRegisteredNetworks()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void crossesNodesUnchanged(CborSerializable message) {
    assertThat(CborRoundTrip.of(KIT.system(), message)).isEqualTo(message);
  }
}
