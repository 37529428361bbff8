package io.tandem.registrar;

import static io.tandem.registrar.Registrations.START;
import static io.tandem.registrar.Registrations.flow;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose binding a REGISTER refreshes, whose it replaces, and who makes room for whom. */
class BindingIdentityTest {
  private static final String PRIVATE = "sip:1001@192.168.1.5:5060";
  private static final int LIMIT = 10;

  private Aor aor = Aor.EMPTY;
  private int cseq;

  /** A REGISTER of a phone: which it is, and whence it speaks. */
  private RegistrationResult register(
      String contact, String instance, int regId, String callId, int port, boolean direct) {
    return register(contact, instance, regId, callId, port, direct, 300, LIMIT);
  }

  private RegistrationResult register(
      String contact,
      String instance,
      int regId,
      String callId,
      int port,
      boolean direct,
      long expires,
      int limit) {
    cseq++;
    var update = new ContactUpdate(contact, 1, expires, instance, regId, direct);
    var registration =
        new Registration(
            flow(port), callId, cseq, List.of(), "phone", List.of(update), false, limit);
    var outcome = aor.register(registration, START.plusSeconds(cseq));
    aor = outcome.next();
    return outcome.result();
  }

  private List<Binding> bindings() {
    var all = new ArrayList<>(aor.bindings(START.plusSeconds(cseq)));
    all.sort(java.util.Comparator.comparing(Binding::updatedAt));
    return all;
  }

  private List<Integer> ports() {
    return bindings().stream().map(binding -> binding.flow().remote().getPort()).toList();
  }

  private void heard(int port, Pulse pulse) {
    for (var binding : bindings()) {
      if (binding.flow().remote().getPort() == port) {
        aor = aor.heard(binding.id(), pulse);
      }
    }
  }

  /** A second REGISTER after one of (private Contact, instance A, reg-id 1, call-1, port 1). */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // what the first was      | what the second is
        "A, 1, call-1, 1, false,     A, 1, call-2, 2, false, sip:1001@10.0.0.9:6000,    1",
        "A, 1, call-1, 1, false,     a, 1, call-2, 2, false, sip:1001@10.0.0.9:6000,    1",
        "A, 1, call-1, 1, false,     A, 2, call-1, 1, false, sip:1001@192.168.1.5:5060, 2",
        "A, 1, call-1, 1, false,     B, 1, call-2, 2, false, sip:1001@192.168.1.5:5060, 2",
        "A, 1, call-1, 1, true,      B, 1, call-2, 2, true,  sip:1001@192.168.1.5:5060, 1",
        "-, 0, call-1, 1, false,     -, 0, call-1, 2, false, sip:1001@192.168.1.5:5060, 1",
        "-, 0, call-1, 1, false,     -, 0, call-2, 1, false, sip:1001@192.168.1.5:5060, 1",
        "-, 0, call-1, 1, false,     -, 0, call-2, 2, false, sip:1001@192.168.1.5:5060, 2",
        "-, 0, call-1, 1, true,      -, 0, call-2, 2, false, sip:1001@192.168.1.5:5060, 2",
        "-, 0, call-1, 1, false,     -, 0, call-2, 2, true,  sip:1001@192.168.1.5:5060, 2",
        "-, 0, call-1, 1, true,      -, 0, call-2, 2, true,  sip:1001@192.168.1.5:5060, 1",
        "-, 0, call-1, 1, true,      -, 0, call-1, 1, true,  sip:1001@10.0.0.9:6000,    2",
        "-, 0, call-1, 1, false,     A, 1, call-1, 2, false, sip:1001@192.168.1.5:5060, 1",
        "A, 0, call-1, 1, false,     A, 0, call-2, 2, false, sip:1001@10.0.0.9:6000,    2",
        "A, 0, call-1, 1, false,     A, 0, call-2, 1, false, sip:1001@192.168.1.5:5060, 1",
      })
  void aSecondRegisterRefreshesTheFirstOrIsAnotherPhone(
      String firstInstance,
      int firstRegId,
      String firstCall,
      int firstPort,
      boolean firstDirect,
      String instance,
      int regId,
      String call,
      int port,
      boolean direct,
      String contact,
      int bindings) {
    register(PRIVATE, firstInstance, firstRegId, firstCall, firstPort, firstDirect);
    String id = bindings().get(0).id();

    register(contact, instance, regId, call, port, direct);

    assertThat(bindings()).hasSize(bindings);
    assertThat(bindings()).extracting(Binding::id).doesNotHaveDuplicates().contains(id);
    assertThat(bindings()).extracting(Binding::key).doesNotHaveDuplicates();
    assertThat(bindings().get(bindings - 1).flow().remote().getPort()).isEqualTo(port);
  }

  /** Case 25: one instance with reg-id 1, a new port at each of eleven REGISTERs. */
  @Test
  void aPhoneThatMovesElevenTimesHasOneBinding() {
    for (int i = 1; i <= 11; i++) {
      var result =
          register("sip:1001@10.0.0.1:" + (5060 + i), "urn:uuid:A", 1, "call-" + i, i, false);
      assertThat(result).isInstanceOf(RegistrationResult.Accepted.class);
    }

    assertThat(ports()).containsExactly(11);
  }

  @ParameterizedTest
  @CsvSource({"ANSWERS, 2", "UNKNOWN, 2", "SILENT, 1", "CLOSED, 1"})
  void anInstanceWithoutRegIdReplacesOnlyWhatIsLost(Reachability state, int bindings) {
    register("sip:1001@10.0.0.1:6001", "urn:uuid:A", 0, "call-1", 1, false);
    String id = bindings().get(0).id();
    heard(1, new Pulse(state, null));

    register("sip:1001@10.0.0.1:6002", "urn:uuid:A", 0, "call-2", 2, false);

    assertThat(bindings()).hasSize(bindings);
    assertThat(bindings().get(0).id()).isEqualTo(id);
  }

  @Test
  void atTheLimitTheOldestThatDoesNotAnswerMakesRoomThenTheOldestUnknown() {
    for (int port = 1; port <= 4; port++) {
      register("sip:" + port + "@10.0.0.1", null, 0, "call-" + port, port, false, 300, 4);
    }
    heard(1, Pulse.answered(20));
    heard(3, Pulse.silent());
    heard(4, Pulse.silent());

    register("sip:5@10.0.0.1", null, 0, "call-5", 5, false, 300, 4);
    assertThat(ports()).containsExactly(1, 2, 4, 5);
    register("sip:6@10.0.0.1", null, 0, "call-6", 6, false, 300, 4);
    assertThat(ports()).containsExactly(1, 2, 5, 6);
    register("sip:7@10.0.0.1", null, 0, "call-7", 7, false, 300, 4);
    assertThat(ports()).containsExactly(1, 5, 6, 7);

    for (int port = 5; port <= 7; port++) {
      heard(port, Pulse.answered(20));
    }
    assertThat(register("sip:8@10.0.0.1", null, 0, "call-8", 8, false, 300, 4))
        .isEqualTo(new RegistrationResult.LimitReached(4));
    assertThat(ports()).containsExactly(1, 5, 6, 7);
  }

  @ParameterizedTest
  @CsvSource({"-1, 2", "2, 2", "1, 1"})
  void whoMakesRoomLosesItsRowToo(int limit, int bindings) {
    register("sip:1@10.0.0.1", null, 0, "call-1", 1, true);
    var update = new ContactUpdate("sip:2@10.0.0.1", 1, 300, null, 0, true);
    var outcome =
        aor.register(
            new Registration(flow(2), "call-2", 1, List.of(), null, List.of(update), false, limit),
            START.plusSeconds(1));

    assertThat(outcome.next().size()).isEqualTo(bindings);
    assertThat(outcome.changes()).hasSize(bindings == 2 ? 1 : 2);
  }

  @Test
  void aLimitOfNoneRefuses() {
    assertThat(register("sip:1@10.0.0.1", null, 0, "call-1", 1, true, 300, 0))
        .isEqualTo(new RegistrationResult.LimitReached(0));
  }

  @Test
  void aPhoneEndsItsOwnBindingAndNobodyElses() {
    register(PRIVATE, null, 0, "call-1", 1, false);
    register(PRIVATE, null, 0, "call-2", 2, false);

    register(PRIVATE, null, 0, "call-2", 2, false, 0, LIMIT);
    assertThat(ports()).containsExactly(1);

    register(PRIVATE, null, 0, "call-3", 3, false, 0, LIMIT);
    assertThat(ports()).containsExactly(1);
  }

  @Test
  void aPhoneThatSpeaksIsNotSilentAnyMore() {
    register(PRIVATE, null, 0, "call-1", 1, false);
    heard(1, Pulse.answered(30));
    register(PRIVATE, null, 0, "call-1", 1, false);
    assertThat(bindings().get(0).pulse()).isEqualTo(Pulse.answered(30));

    heard(1, Pulse.silent());
    register(PRIVATE, null, 0, "call-1", 1, false);
    assertThat(bindings().get(0).pulse()).isEqualTo(Pulse.UNKNOWN);
  }

  /** A row of the version before is keyed by its Contact and says nothing of instance and NAT. */
  @Test
  void aRowOfTheVersionBeforeIsTakenOverByItsPhone() {
    var old =
        new Binding(
            PRIVATE, flow(1), List.of(), 1, START.plusSeconds(300), START, "call-1", 0, "phone");
    aor = aor.merge(old).next();
    assertThat(bindings().get(0).key()).isEqualTo(PRIVATE);

    var update = new ContactUpdate("sip:1001@10.9.9.9:7", 1, 300, "urn:uuid:A", 1, false);
    var first = new ContactUpdate(PRIVATE, 1, 300, "urn:uuid:A", 1, false);
    var taken =
        aor.register(
            new Registration(flow(2), "call-1", 5, List.of(), null, List.of(first), false, 10),
            START.plusSeconds(5));
    assertThat(taken.next().size()).isEqualTo(1);
    var moved =
        taken
            .next()
            .register(
                new Registration(flow(3), "call-2", 6, List.of(), null, List.of(update), false, 10),
                START.plusSeconds(6));

    assertThat(moved.next().size()).isEqualTo(1);
    assertThat(moved.changes()).extracting(BindingChange::key).containsExactly(PRIVATE, old.id());
  }

  @Test
  void ofTwoRowsForOnePhoneTheOlderIsGivenUp() {
    register("sip:1001@10.0.0.1:6001", "urn:uuid:A", 1, "call-1", 1, false);
    var mine = bindings().get(0);
    var ofAnOlderNode =
        new Binding(
            mine.contact(),
            flow(1),
            List.of(),
            1,
            START.plusSeconds(300),
            START,
            "call-1",
            0,
            "phone");

    var merged = aor.merge(ofAnOlderNode);

    assertThat(merged.next()).isSameAs(aor);
    assertThat(merged.obsolete()).isEqualTo(mine.contact());
  }
}
