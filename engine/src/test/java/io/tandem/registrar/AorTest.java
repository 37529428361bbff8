package io.tandem.registrar;

import static io.tandem.registrar.Registrations.CALL_ID;
import static io.tandem.registrar.Registrations.START;
import static io.tandem.registrar.Registrations.contact;
import static io.tandem.registrar.Registrations.flow;
import static io.tandem.registrar.Registrations.register;
import static io.tandem.registrar.Registrations.removeAll;
import static io.tandem.registrar.Registrations.stored;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AorTest {
  private static final String CONTACT = "sip:1001@192.0.2.1:5062";
  private static final String OTHER = "sip:1001@192.0.2.2:5062";

  private final Aor one = Aor.EMPTY.register(register(1, CONTACT, 300), START).next();

  private static Instant after(long seconds) {
    return START.plusSeconds(seconds);
  }

  private static List<String> contacts(RegistrationResult result) {
    return ((RegistrationResult.Accepted) result)
        .contacts().stream().map(RegisteredContact::uri).toList();
  }

  private static RegisteredContact registered(String uri, double q, long seconds) {
    return new RegisteredContact(uri, q, seconds, null, 0, BindingIdentity.idOf(uri), false);
  }

  @Test
  void aNewContactIsBoundAndStored() {
    var outcome = Aor.EMPTY.register(register(1, CONTACT, 300), START);

    assertThat(outcome.result())
        .isEqualTo(new RegistrationResult.Accepted(List.of(registered(CONTACT, 1, 300))));
    assertThat(outcome.changes()).hasSize(1);
    assertThat(outcome.next().bindings(after(299))).hasSize(1);
    assertThat(outcome.next().bindings(after(300))).isEmpty();
  }

  @Test
  void anAnswerListsEveryBindingWithTheTimeItHasLeft() {
    var result =
        one.register(register("phone-b", 1, 10, contact(OTHER, 0.5, 60)), after(100)).result();

    assertThat(result)
        .isEqualTo(
            new RegistrationResult.Accepted(
                List.of(registered(CONTACT, 1, 200), registered(OTHER, 0.5, 60))));
  }

  @Test
  void aFetchChangesNothing() {
    var outcome = one.register(register(CALL_ID, 1, 10), after(1));

    assertThat(contacts(outcome.result())).containsExactly(CONTACT);
    assertThat(outcome.next()).isSameAs(one);
    assertThat(outcome.changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "phone-a, 2, true",
    "phone-a, 1, false",
    "phone-a, 0, false",
    "phone-b, 1, true",
    "phone-b, 0, true"
  })
  void aRefreshOfTheSameCallIdNeedsAHigherCseq(String callId, long cseq, boolean accepted) {
    var refresh = register(callId, cseq, 10, contact(CONTACT, 1, 300));

    var outcome = one.register(refresh, after(10));

    assertThat(outcome.result() instanceof RegistrationResult.Accepted).isEqualTo(accepted);
    assertThat(outcome.next() != one).isEqualTo(accepted);
    if (!accepted) {
      assertThat(outcome.result()).isEqualTo(new RegistrationResult.OutOfOrder(1));
    }
  }

  @Test
  void aRequestIsAppliedAsAWholeOrNotAtAll() {
    var both = register(CALL_ID, 1, 10, contact(OTHER, 1, 60), contact(CONTACT, 1, 0));

    var outcome = one.register(both, after(1));

    assertThat(outcome.result()).isInstanceOf(RegistrationResult.OutOfOrder.class);
    assertThat(outcome.next()).isSameAs(one);
    assertThat(outcome.changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"phone-a, true", "phone-a, false", "phone-b, true", "phone-b, false"})
  void aRequestMayBringTheNewContactOfAnInstanceAndRemoveTheOld(String callId, boolean newFirst) {
    var old = ofInstance(CONTACT, 300);
    var bound = Aor.EMPTY.register(register(CALL_ID, 1, 10, old), START).next();
    var brought = ofInstance(OTHER, 300);
    var removed = ofInstance(CONTACT, 0);
    var both =
        newFirst
            ? register(callId, 2, 10, brought, removed)
            : register(callId, 2, 10, removed, brought);

    var outcome = bound.register(both, after(1));

    assertThat(contacts(outcome.result())).containsExactly(OTHER);
    var last = outcome.changes().get(outcome.changes().size() - 1);
    assertThat(last.binding().contact()).isEqualTo(OTHER);
  }

  @Test
  void aNewContactWithoutInstanceLeavesTheOldOneToBeRemoved() {
    var bound =
        Aor.EMPTY.register(register(CALL_ID, 1, 10, ofInstance(CONTACT, 300)), START).next();
    var both = register(CALL_ID, 2, 10, contact(OTHER, 1, 300), ofInstance(CONTACT, 0));

    assertThat(contacts(bound.register(both, after(1)).result())).containsExactly(OTHER);
  }

  @Test
  void aContactThatIsBoundAndRemovedByOneRequestIsNotBound() {
    var both = register(CALL_ID, 2, 10, ofInstance(CONTACT, 300), ofInstance(CONTACT, 0));

    assertThat(contacts(Aor.EMPTY.register(both, after(1)).result())).isEmpty();
  }

  private static ContactUpdate ofInstance(String uri, long expires) {
    return new ContactUpdate(uri, 1, expires, "<urn:uuid:7>", 1, false);
  }

  @ParameterizedTest
  @CsvSource({
    "sip:1001@192.0.2.1:5062;transport=udp, 2",
    "sip:1001@192.0.2.1:5062;ob, 1",
    "sip:%31001@192.0.2.1:5062, 1",
    "sip:1001@192.0.2.1:5063, 2",
    "sips:1001@192.0.2.1:5062, 2"
  })
  void contactsAreComparedByTheRulesOfUris(String contact, int bindings) {
    var outcome = one.register(register(2, contact, 300), after(1));

    assertThat(contacts(outcome.result())).hasSize(bindings);
  }

  @Test
  void anotherSpellingOfAContactTakesTheRowOfTheOld() {
    var outcome = one.register(register(2, CONTACT + ";ob", 300), after(1));

    assertThat(outcome.changes())
        .extracting(BindingChange::key)
        .containsExactly(CONTACT, BindingIdentity.idOf(CONTACT));
    assertThat(outcome.changes().get(0).binding()).isNull();
  }

  @Test
  void aNewCallIdAloneIsNotStoredAgain() {
    var restarted = register("phone-a-restarted", 1, 10, contact(CONTACT, 1, 300));

    var outcome = one.register(restarted, after(1));

    assertThat(outcome.changes()).isEmpty();
    assertThat(outcome.next().bindings(after(1)))
        .singleElement()
        .satisfies(binding -> assertThat(binding.callId()).isEqualTo("phone-a-restarted"));
  }

  @Test
  void aNewFlowReplacesTheOldOne() {
    var moved =
        new Registration(
            flow(9999),
            "phone-a-restarted",
            1,
            List.of("<sip:edge.example;lr>"),
            null,
            List.of(contact(CONTACT, 1, 300)),
            false,
            10);

    var outcome = one.register(moved, after(1));

    assertThat(outcome.next().bindings(after(1)))
        .singleElement()
        .satisfies(binding -> assertThat(binding.flow()).isEqualTo(flow(9999)))
        .satisfies(binding -> assertThat(binding.path()).containsExactly("<sip:edge.example;lr>"));
    assertThat(outcome.changes()).hasSize(1);
  }

  @Test
  void zeroSecondsRemoveABindingAndItsRow() {
    var outcome = one.register(register(2, CONTACT, 0), after(1));

    assertThat(contacts(outcome.result())).isEmpty();
    assertThat(outcome.changes())
        .containsExactly(BindingChange.removed(one.bindings(after(1)).get(0)));
  }

  @Test
  void aStarRemovesAllBindings() {
    var two = one.register(register(2, OTHER, 300), after(1)).next();

    assertThat(two.register(removeAll("phone-b", 1), after(2)).changes())
        .extracting(BindingChange::key, BindingChange::binding)
        .containsExactly(tuple(CONTACT, null), tuple(OTHER, null));
    assertThat(two.register(removeAll(CALL_ID, 3), after(2)).next().size()).isZero();
  }

  @Test
  void aStarThatIsOutOfOrderRemovesNothing() {
    var outcome = one.register(removeAll(CALL_ID, 1), after(1));

    assertThat(outcome.result()).isEqualTo(new RegistrationResult.OutOfOrder(1));
    assertThat(outcome.next()).isSameAs(one);
  }

  @Test
  void atTheLimitWhatIsBoundMayStillBeRefreshedAndWhatExpiredGivesWay() {
    var refresh = register(CALL_ID, 2, 1, contact(CONTACT, 1, 300));
    var second = register("phone-b", 1, 1, contact(OTHER, 1, 300));

    assertThat(one.register(refresh, after(1)).result())
        .isInstanceOf(RegistrationResult.Accepted.class);
    assertThat(contacts(one.register(second, after(300)).result())).containsExactly(OTHER);
  }

  @ParameterizedTest
  @CsvSource({"149, 300, 0", "150, 300, 1", "1, 300, 0", "1, 60, 1"})
  void aRefreshIsStoredWhenHalfTheStoredLifeIsGoneOrItEndsSooner(
      long after, long expires, int writes) {
    var outcome = one.register(register(2, CONTACT, expires), after(after));

    assertThat(outcome.changes()).hasSize(writes);
    assertThat(outcome.next().bindings(after(after)).get(0).expiresAt())
        .isEqualTo(after(after + expires));
  }

  @Test
  void storedLifeCountsFromTheLastWriteNotFromTheLastRefresh() {
    var refreshed = one.register(register(2, CONTACT, 300), after(100)).next();

    assertThat(refreshed.register(register(3, CONTACT, 300), after(149)).changes()).isEmpty();
    assertThat(refreshed.register(register(3, CONTACT, 300), after(151)).changes()).hasSize(1);
  }

  @Test
  void lookupsPreferHigherQThenTheLaterUpdate() {
    var aor = Aor.EMPTY;
    aor = aor.register(register("a", 1, 10, contact("sip:a@h", 0.5, 60)), START).next();
    aor = aor.register(register("b", 1, 10, contact("sip:b@h", 1, 60)), START).next();
    aor = aor.register(register("c", 1, 10, contact("sip:c@h", 0.5, 60)), after(1)).next();

    assertThat(aor.bindings(after(2)))
        .extracting(Binding::contact)
        .containsExactly("sip:b@h", "sip:c@h", "sip:a@h");
  }

  @ParameterizedTest
  @CsvSource({
    "phone-a, 2, -10, stored",
    "phone-a, 1,  10, memory",
    "phone-a, 0,  10, memory",
    "phone-b, 9, -10, memory",
    "phone-b, 9,  10, stored"
  })
  void ofTwoForOneContactTheNewerStays(String callId, long cseq, long updatedAfter, String winner) {
    var row = stored(CONTACT, callId, cseq, after(updatedAfter), after(1000));

    var merged = one.merge(row).next();

    assertThat(merged.bindings(after(11)))
        .singleElement()
        .satisfies(b -> assertThat(b.equals(row)).isEqualTo(winner.equals("stored")));
  }

  @Test
  void bindingsAreFoundByIdsThatDifferByContact() {
    var two = one.register(register(2, OTHER, 300), after(1)).next();
    var ids = two.bindings(after(2)).stream().map(Binding::id).toList();

    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-v]{16}"));
    assertThat(two.without(two.find(ids.get(0)).id()).bindings(after(2)))
        .extracting(Binding::id)
        .containsExactly(ids.get(1));
  }
}
