package io.tandem.registrar;

import static io.tandem.registrar.Registrations.START;
import static io.tandem.registrar.Registrations.contact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.settings.SettingsReader;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ShardedRegistrarTest {
  private static final ActorTestKit KIT =
      ActorTestKit.create(ConfigFactory.parseString("pekko.actor.serialize-messages = on"));
  private static final TenantId TENANT = TenantId.fromLong(7);
  private static final TenantId OTHER = TenantId.fromLong(8);

  private static final ExtensionBinding ROW =
      new ExtensionBinding(
          extension(1001),
          Registrations.stored("sip:1001@h", "a", 1, START, START.plusSeconds(60)));

  private final TestProbe<RegistrarEntity.Command> slices =
      KIT.createTestProbe(RegistrarEntity.Command.class);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Clock clock = Clock.fixed(START, ZoneOffset.UTC);
  private final FakeBindingStore store = new FakeBindingStore();
  private final Registrar registrar = LocalRegistrar.start(KIT, clock, store);

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
  }

  private static Extension extension(int number) {
    return new Extension(Integer.toString(number));
  }

  private void register(TenantId tenant, int number) throws Exception {
    var registration = Registrations.register(1, "sip:" + number + "@192.0.2.1", 300);
    get(registrar.register(tenant, extension(number), registration));
  }

  @Test
  void tenantsWithTheSameNumbersDoNotMeet() throws Exception {
    register(TENANT, 1001);

    assertThat(get(registrar.lookup(TENANT, extension(1001)))).hasSize(1);
    assertThat(get(registrar.lookup(OTHER, extension(1001)))).isEmpty();
    assertThat(get(registrar.list(OTHER, null, 10)).bindings()).isEmpty();
  }

  @Test
  void pagesGoThroughAllSlicesInOrder() throws Exception {
    for (int number = 1040; number >= 1001; number--) {
      register(TENANT, number);
    }

    var numbers = new ArrayList<String>();
    String after = null;
    int pages = 0;
    do {
      var page = get(registrar.list(TENANT, after, 7));
      page.bindings().forEach(binding -> numbers.add(binding.extension().value()));
      after = page.next();
      pages++;
    } while (after != null);

    assertThat(numbers).hasSize(40).isSorted().doesNotHaveDuplicates();
    assertThat(pages).isEqualTo(6);
  }

  @Test
  void aPageFitsIntoOneMessageWhateverIsAskedFor() throws Exception {
    for (int number = 1001; number <= 1120; number++) {
      register(TENANT, number);
    }

    var first = get(registrar.list(TENANT, null, 1000));
    var second = get(registrar.list(TENANT, first.next(), 1000));

    assertThat(first.bindings()).hasSize(100);
    assertThat(second.bindings()).hasSize(20);
    assertThat(second.next()).isNull();
  }

  @Test
  void aBindingIsRemovedById() throws Exception {
    register(TENANT, 1001);
    String id = get(registrar.lookup(TENANT, extension(1001))).get(0).id();

    assertThat(get(registrar.remove(OTHER, extension(1001), id))).isFalse();
    assertThat(get(registrar.remove(TENANT, extension(1001), id))).isTrue();
    assertThat(get(registrar.lookup(TENANT, extension(1001)))).isEmpty();
  }

  @Test
  void allBindingsOfAnExtensionAreRemovedTheStoredOnesToo() throws Exception {
    var old = Registrations.stored("sip:1001@old", "b", 9, START, START.plusSeconds(60));
    store.put(TENANT, new ExtensionBinding(extension(1001), old));
    register(TENANT, 1001);
    register(TENANT, 1002);

    get(registrar.removeAll(TENANT, extension(1001)));
    get(registrar.removeAll(TENANT, extension(1003)));

    assertThat(get(registrar.lookup(TENANT, extension(1001)))).isEmpty();
    assertThat(get(registrar.lookup(TENANT, extension(1002)))).hasSize(1);
    await()
        .untilAsserted(
            () ->
                assertThat(get(store.read(TENANT, Slices.of(extension(1001)), extension(1001))))
                    .isEmpty());
    register(TENANT, 1001);
    assertThat(get(registrar.lookup(TENANT, extension(1001)))).hasSize(1);
  }

  @Test
  void whenTheSliceIsSilentTheStoredRowAnswers() throws Exception {
    store.put(TENANT, ROW);
    var expired =
        new ExtensionBinding(
            extension(1001), Registrations.stored("sip:1001@old", "b", 1, START, START));
    store.put(TENANT, expired);

    assertThat(get(silent().lookup(TENANT, extension(1001)))).containsExactly(ROW.binding());
  }

  @Test
  void whenTheStoreIsAwayTooTheLookupFails() {
    store.fail(1);

    assertThatThrownBy(() -> get(silent().lookup(TENANT, extension(1001))))
        .hasRootCauseMessage("the store is away");
  }

  @Test
  void aSliceThatIsSlowIsWaitedForWhenNothingIsStored() throws Exception {
    var bindings = played().lookup(TENANT, extension(1001));
    var question = slices.expectMessageClass(RegistrarEntity.Lookup.class);
    await().until(() -> meters.counter("tandem.registrar.lookup.fallbacks").count() == 1);
    question.replyTo().tell(new RegistrarEntity.Found(List.of(ROW.binding()), true));

    assertThat(get(bindings)).containsExactly(ROW.binding());
  }

  @Test
  void aSliceThatHasNotReadItsRowsLeavesTheAnswerToThem() throws Exception {
    store.put(TENANT, ROW);
    for (int number : List.of(1001, 1002)) {
      var bindings = played().lookup(TENANT, extension(number));
      slices
          .expectMessageClass(RegistrarEntity.Lookup.class)
          .replyTo()
          .tell(new RegistrarEntity.Found(List.of(), false));

      assertThat(get(bindings)).hasSize(number == 1001 ? 1 : 0);
    }
  }

  @Test
  void nobodyIsRegisteredWhenTheSliceIsGoneAndNothingIsStored() throws Exception {
    assertThat(get(silent().lookup(TENANT, extension(1001)))).isEmpty();
  }

  /** A registrar whose slices never answer. */
  private Registrar silent() {
    return registrar("300 ms");
  }

  /** A registrar whose slices the test plays. */
  private Registrar played() {
    return registrar("5 s");
  }

  private Registrar registrar(String answerPatience) {
    var config =
        ConfigFactory.parseString(
                "tandem.registrar { lookup-patience = 50 ms, answer-patience = %s }"
                    .formatted(answerPatience))
            .withFallback(ConfigFactory.defaultReference());
    var settings = RegistrarSettings.read(SettingsReader.of(config, "tandem.registrar"));
    var environment =
        new RegistrarEnvironment(store, settings, new RegistrarMetrics(meters), clock);
    return new ShardedRegistrar(id -> slices.getRef(), environment, KIT.system().scheduler());
  }

  @Test
  void everyCommandKeepsItsMeaningOnTheWire() throws Exception {
    var binding = contact("sip:1001@192.0.2.1;transport=tcp", 0.5, 300);
    get(registrar.register(TENANT, extension(1001), Registrations.register("x", 1, 10, binding)));

    // every message of this actor system is serialized, so this went through CBOR
    assertThat(get(registrar.lookup(TENANT, extension(1001))))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.flow()).isEqualTo(Registrations.flow(5062));
              assertThat(found.q()).isEqualTo(0.5);
              assertThat(found.expiresAt()).isEqualTo(START.plusSeconds(300));
            });
  }
}
