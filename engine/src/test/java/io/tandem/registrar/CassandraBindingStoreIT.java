package io.tandem.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.store.BindingRow;
import io.tandem.store.CassandraStore;
import io.tandem.store.TestCassandra;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bindings in a real Cassandra. */
class CassandraBindingStoreIT {
  private static final Extension ALICE = new Extension("1001");
  private static final int SLICE = Slices.of(ALICE);

  private static CassandraStore cassandra;

  private final TenantId tenant = TenantId.random(new Random());
  private final Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.MILLIS);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final BindingStore store =
      new CassandraBindingStore(cassandra, meters, Clock.systemUTC());

  @BeforeAll
  static void open() {
    cassandra = TestCassandra.openStore(TestCassandra.SHARED_KEYSPACE, Clock.systemUTC());
  }

  @AfterAll
  static void close() {
    TestCassandra.join(cassandra.close());
  }

  private Binding binding(String contact, long expiresIn) {
    return Registrations.stored(contact, "a", 1, now, now.plusSeconds(expiresIn));
  }

  private void write(Extension extension, String contact, Binding binding) {
    var writes = List.of(new BindingWrite(extension, contact, binding));
    TestCassandra.join(store.write(tenant, Slices.of(extension), writes));
  }

  @Test
  void whatIsWrittenIsReadAndWhatIsRemovedIsGone() {
    var one = binding("sip:1001@192.0.2.1", 300);
    var two = binding("sip:1001@192.0.2.2;transport=tcp", 300);
    TestCassandra.join(
        store.write(
            tenant,
            SLICE,
            List.of(
                new BindingWrite(ALICE, one.contact(), one),
                new BindingWrite(ALICE, two.contact(), two))));

    assertThat(TestCassandra.join(store.read(tenant, SLICE, ALICE)))
        .containsExactlyInAnyOrder(one, two);

    write(ALICE, one.contact(), null);

    assertThat(TestCassandra.join(store.readSlice(tenant, SLICE)))
        .containsExactly(new ExtensionBinding(ALICE, two));
  }

  /** What the version before wrote: its key is the Contact, and it knows no instance and no NAT. */
  @Test
  void aRowOfTheVersionBeforeIsRead() {
    String contact = "sip:1001@192.168.1.5:5060";
    var old =
        new Binding(
            contact,
            Registrations.flow(1),
            List.of(),
            1,
            now.plusSeconds(300),
            now,
            "call",
            7,
            "phone");
    var node = new ObjectMapper().registerModule(new JavaTimeModule()).valueToTree(old);
    var json = (ObjectNode) node;
    json.remove(List.of("id", "instance", "regId", "direct", "pulse"));
    var row = new BindingRow(ALICE, contact, json.toString(), old.expiresAt());
    TestCassandra.join(cassandra.tenant(tenant).bindings().put(SLICE, row));

    var read = TestCassandra.join(store.read(tenant, SLICE, ALICE));

    assertThat(read).containsExactly(old);
    assertThat(read.get(0).key()).isEqualTo(contact);
    assertThat(read.get(0).direct()).isFalse();
  }

  @Test
  void whatIsHeardOfAPhoneIsNotStored() {
    var answering = binding("sip:1001@192.0.2.1", 300).withPulse(Pulse.answered(20));
    write(ALICE, answering.key(), answering);

    assertThat(TestCassandra.join(store.read(tenant, SLICE, ALICE)))
        .containsExactly(answering.withPulse(Pulse.UNKNOWN));
  }

  /** Cassandra takes no key of more than 64 kB. */
  @Test
  void whatIsRefusedForGoodIsLeftOutAndItsNeighboursAreStored() {
    var bad = binding("sip:" + "1".repeat(70_000) + "@192.0.2.1", 300);
    var one = binding("sip:1001@192.0.2.1", 300);
    var two = binding("sip:1001@192.0.2.2", 300);
    var writes =
        Stream.of(one, bad, two)
            .map(each -> new BindingWrite(ALICE, each.contact(), each))
            .toList();
    TestCassandra.join(store.write(tenant, SLICE, writes));

    assertThat(TestCassandra.join(store.read(tenant, SLICE, ALICE)))
        .containsExactlyInAnyOrder(one, two);
    assertThat(meters.counter("tandem.registrar.rows.refused").count()).isEqualTo(1);
  }

  @Test
  void aRowEndsWithItsBinding() {
    write(ALICE, "sip:1001@192.0.2.1", binding("sip:1001@192.0.2.1", 1));

    await().until(() -> TestCassandra.join(store.readSlice(tenant, SLICE)).isEmpty());
  }

  @Test
  void aSliceThatStartsAgainKnowsItsBindings() {
    var kit = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.serialize-messages = on"));
    try {
      var first = LocalRegistrar.start(kit, Clock.systemUTC(), store);
      TestCassandra.join(
          first.register(tenant, ALICE, Registrations.register(1, "sip:1001@192.0.2.1", 300)));
      await().until(() -> !TestCassandra.join(store.readSlice(tenant, SLICE)).isEmpty());

      var second = LocalRegistrar.start(kit, Clock.systemUTC(), store);

      assertThat(TestCassandra.join(second.lookup(tenant, ALICE)))
          .extracting(Binding::contact)
          .containsExactly("sip:1001@192.0.2.1");
    } finally {
      kit.shutdownTestKit();
    }
  }
}
