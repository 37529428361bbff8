package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tandem.id.Extension;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.net.TimerWheel;
import io.tandem.registrar.Pulse;
import io.tandem.registrar.Reachability;
import io.tandem.registrar.RegisteredContact;
import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked on flows, when, and what the registrar hears of it; the time is turned by hand. */
class FlowKeeperTest {
  private static final TenantId ACME = TenantId.fromLong(1);
  private static final Extension ALICE = new Extension("1001");
  private static final Duration TICK = Duration.ofMillis(10);
  private static final KeepAliveSettings SETTINGS = KeepAliveSettings.defaults();

  private final TimerWheel wheel = new TimerWheel(TICK, 0);

  /** Of when each phone is first asked, so that no test fails one time in a hundred. */
  private static final long SEED = 1;

  private final Asked probe = new Asked();
  private final EveryBinding registrar = new EveryBinding();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final FlowKeeper keeper =
      new FlowKeeper(SETTINGS, registrar, probe, meters, new Random(SEED));

  private record Question(String callId, long cseq, String contact, Flow flow, long at) {}

  private final class Asked implements FlowProbe {
    final List<Question> questions = new ArrayList<>();
    boolean open = true;

    @Override
    public boolean isOpen(Flow flow) {
      return open;
    }

    @Override
    public void ask(String callId, long cseq, String contact, Flow flow) {
      if (contact.isEmpty()) {
        throw new IllegalArgumentException("no URI");
      }
      questions.add(new Question(callId, cseq, contact, flow, wheel.now()));
    }

    Question last() {
      return questions.get(questions.size() - 1);
    }
  }

  @BeforeEach
  void start() {
    keeper.start(wheel, Runnable::run);
  }

  private static Flow flow(Transport transport, int port) {
    var remote = new InetSocketAddress("203.0.113.5", port);
    return new Flow(new NodeId("n"), "l", transport, remote, transport == Transport.TCP ? 7 : 0);
  }

  private static RegisteredContact contact(String id, long expires) {
    return new RegisteredContact("sip:1001@192.168.1.5", 1, expires, null, 0, id, true);
  }

  /** A binding of the same extension that another REGISTER has made. */
  private static RegisteredContact other(String id) {
    return new RegisteredContact("sip:1001@192.168.1.5", 1, 3600, null, 0, id, false);
  }

  private void register(int port, RegisteredContact... contacts) {
    keeper.registered(ACME, ALICE, flow(Transport.UDP, port), List.of(contacts));
  }

  private void pass(Duration time) {
    long end = wheel.now() + time.toNanos();
    while (wheel.now() < end) {
      wheel.advance(Math.min(end, wheel.now() + TICK.toNanos()));
    }
  }

  private void answer(Question question) {
    var request =
        SipRequest.builder("OPTIONS", question.contact())
            .from(new NameAddress(null, "sip:a@h", Map.of("tag", "t")))
            .to(NameAddress.of("sip:b@h"))
            .callId(question.callId())
            .cseq(question.cseq())
            .build();
    assertThat(keeper.answered(SipResponse.to(request, 404).build())).isTrue();
  }

  @Test
  void aFlowIsAskedEachInterval() {
    register(1, contact("a", 3600));

    pass(SETTINGS.interval().multipliedBy(4));

    assertThat(probe.questions).hasSize(4);
    assertThat(probe.questions).extracting(Question::cseq).containsExactly(1L, 2L, 3L, 4L);
    assertThat(probe.last().at() - probe.questions.get(2).at())
        .isBetween(SETTINGS.interval().toNanos(), SETTINGS.interval().plus(TICK).toNanos());
    assertThat(probe.last().flow()).isEqualTo(flow(Transport.UDP, 1));
  }

  @Test
  void manyFlowsAreAskedAllOverTheInterval() {
    for (int i = 0; i < 1000; i++) {
      keeper.registered(
          TenantId.fromLong(i + 2),
          ALICE,
          flow(Transport.UDP, i + 1),
          List.of(contact("phone-" + i, 3600)));
    }
    pass(SETTINGS.interval());

    long fifth = SETTINGS.interval().toNanos() / 5;
    for (int part = 0; part < 5; part++) {
      long from = part * fifth;
      assertThat(probe.questions)
          .filteredOn(question -> question.at() >= from && question.at() < from + fifth)
          .hasSizeBetween(140, 300);
    }
  }

  @Test
  void aPhoneThatNeverAnsweredIsUnknownNotSilent() {
    register(1, contact("a", 3600));

    pass(SETTINGS.interval().multipliedBy(10));

    assertThat(registrar.pulses).isEmpty();
    assertThat(probe.questions).hasSize(10);
  }

  @Test
  void anyAnswerCountsAndItsTimeIsMeasured() {
    register(1, contact("a", 3600));
    pass(SETTINGS.interval());
    pass(Duration.ofMillis(40));

    answer(probe.last());

    assertThat(registrar.pulses)
        .singleElement()
        .satisfies(
            pulse -> {
              assertThat(pulse.state()).isEqualTo(Reachability.ANSWERS);
              assertThat((long) pulse.roundTripMillis())
                  .isBetween(40L, SETTINGS.interval().toMillis());
            });
  }

  @Test
  void aPhoneThatStopsAnsweringIsSilentAfterAFewQuicklyRepeatedQuestions() {
    register(1, contact("a", 3600));
    pass(SETTINGS.interval());
    answer(probe.last());
    pass(SETTINGS.interval());
    long unanswered = probe.last().at();

    pass(SETTINGS.interval().plus(SETTINGS.retry().multipliedBy(3)));

    assertThat(registrar.pulses)
        .extracting(Pulse::state)
        .containsExactly(Reachability.ANSWERS, Reachability.SILENT);
    assertThat(probe.last().at() - unanswered)
        .isGreaterThanOrEqualTo(
            SETTINGS.interval().plus(SETTINGS.retry().multipliedBy(2)).toNanos());

    answer(probe.last());
    assertThat(registrar.pulses).hasSize(3);
  }

  @Test
  void aContactThatCannotBeAskedEndsNothing() {
    register(1, new RegisteredContact("", 1, 60, null, 0, "a", true));
    pass(SETTINGS.interval().multipliedBy(2));
    assertThat(keeper.flows()).isEqualTo(1);

    pass(SETTINGS.interval().multipliedBy(2));
    assertThat(keeper.flows()).isZero();
  }

  @Test
  void aRegisterShowsThatThePhoneIsThere() {
    register(1, contact("a", 3600));
    pass(SETTINGS.interval());
    answer(probe.last());
    for (int i = 0; i < 5; i++) {
      pass(SETTINGS.interval());
      register(1, contact("a", 3600));
    }

    assertThat(registrar.pulses).extracting(Pulse::state).containsExactly(Reachability.ANSWERS);
  }

  @Test
  void aPhoneThatMovesIsAskedWhereItIsNow() {
    register(1, contact("a", 3600));
    registrar.has = (id, flow) -> flow.remote().getPort() == 2;
    register(2, contact("a", 3600));
    pass(SETTINGS.interval());

    assertThat(probe.questions)
        .singleElement()
        .extracting(Question::flow)
        .isEqualTo(flow(Transport.UDP, 2));
    assertThat(keeper.flows()).isEqualTo(1);
  }

  @Test
  void whatIsOverIsNotAsked() {
    register(1, contact("a", 60));
    pass(Duration.ofSeconds(90));
    int asked = probe.questions.size();
    pass(Duration.ofSeconds(90));

    assertThat(probe.questions).hasSize(asked);
    assertThat(keeper.flows()).isZero();
  }

  @Test
  void whatTheAddressHasNoLongerIsNotAsked() {
    register(1, contact("a", 3600));
    registrar.has = (id, flow) -> false;
    register(1);

    assertThat(keeper.flows()).isZero();
  }

  /** The lists come from the loops of their REGISTERs, so the earlier one may be the last. */
  @Test
  void ofTwoPhonesWhoseListsOvertakeEachOtherBothAreAsked() {
    register(2, other("a"), contact("b", 3600));
    register(1, contact("a", 3600));
    pass(SETTINGS.interval());

    assertThat(probe.questions)
        .extracting(Question::flow)
        .containsExactlyInAnyOrder(flow(Transport.UDP, 1), flow(Transport.UDP, 2));
  }

  @Test
  void aPhoneThatMovesIsKeptWhereItIsThoughItsListsOvertakeEachOther() {
    registrar.has = (id, flow) -> flow.remote().getPort() == 2;
    register(2, contact("a", 36_000));
    register(1, contact("a", 36_000));
    register(2, contact("a", 36_000));
    assertThat(keeper.flows()).isEqualTo(1);
    register(1, contact("a", 36_000));

    pass(FlowKeeper.TELL_AGAIN.plus(SETTINGS.interval().multipliedBy(2)));
    assertThat(keeper.flows()).isEqualTo(1);
    pass(SETTINGS.interval().plus(TICK)); // a timer expires up to a tick late
    assertThat(probe.last().flow()).isEqualTo(flow(Transport.UDP, 2));
  }

  @Test
  void whatTheRegistrarDoesNotKnowIsForgottenInTime() {
    register(1, contact("a", 36_000));
    registrar.has = (id, flow) -> false;

    pass(FlowKeeper.TELL_AGAIN.plus(SETTINGS.interval()).plus(SETTINGS.interval()));

    assertThat(keeper.flows()).isZero();
  }

  @Test
  void whatIsKnownIsToldAgain() {
    register(1, contact("a", 36_000));

    pass(FlowKeeper.TELL_AGAIN.plus(SETTINGS.interval()).multipliedBy(2));

    assertThat(registrar.pulses).containsExactly(Pulse.UNKNOWN, Pulse.UNKNOWN);
  }

  @Test
  void aConnectionThatIsClosedIsToldOnceAndNeverAsked() {
    keeper.registered(ACME, ALICE, flow(Transport.TCP, 1), List.of(contact("a", 3600)));
    pass(SETTINGS.interval());
    assertThat(probe.questions).isEmpty();
    assertThat(registrar.pulses).isEmpty();

    probe.open = false;
    pass(SETTINGS.interval().multipliedBy(3));

    assertThat(registrar.pulses).containsExactly(Pulse.CLOSED);
    assertThat(keeper.flows()).isZero();
  }

  @Test
  void aConnectionsEndIsToldAtOnce() {
    var tcp = flow(Transport.TCP, 1);
    keeper.registered(ACME, ALICE, tcp, List.of(contact("a", 3600)));
    keeper.registered(ACME, new Extension("1002"), tcp, List.of(contact("b", 3600)));
    keeper.closed(flow(Transport.UDP, 1));
    assertThat(registrar.pulses).isEmpty();

    keeper.closed(tcp);
    keeper.closed(tcp);

    assertThat(registrar.pulses).containsExactly(Pulse.CLOSED, Pulse.CLOSED);
    assertThat(keeper.flows()).isZero();
  }

  @Test
  void anAnswerToSomebodyElseIsNotTaken() {
    var request =
        SipRequest.builder("OPTIONS", "sip:a@h")
            .from(new NameAddress(null, "sip:a@h", Map.of("tag", "t")))
            .to(NameAddress.of("sip:b@h"))
            .callId("another")
            .cseq(1)
            .build();

    assertThat(keeper.answered(SipResponse.to(request, 200).build())).isFalse();
  }
}
