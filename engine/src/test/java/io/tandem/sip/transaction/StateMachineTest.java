package io.tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The whole tables: what is not listed must lead to nothing. */
class StateMachineTest {
  @Test
  void inviteClient() {
    assertTable(
        new InviteClientMachine(),
        """
        start                      -> CALLING    SEND START_A START_B
        CALLING    PROVISIONAL     -> PROCEEDING STOP_TIMERS START_ABANDON_INVITE DELIVER
        CALLING    SUCCESS         -> ACCEPTED   STOP_RETRANSMISSION START_M DELIVER
        CALLING    FAILURE         -> COMPLETED  STOP_RETRANSMISSION START_D SEND_ACK DELIVER
        CALLING    TIMER_A         -> CALLING    RESEND BACK_OFF
        CALLING    TIMER_B         -> TERMINATED REPORT_TIMEOUT
        CALLING    TRANSPORT_ERROR -> TERMINATED REPORT_TRANSPORT_ERROR
        PROCEEDING PROVISIONAL     -> PROCEEDING DELIVER
        PROCEEDING SUCCESS         -> ACCEPTED   STOP_RETRANSMISSION START_M DELIVER
        PROCEEDING FAILURE         -> COMPLETED  STOP_RETRANSMISSION START_D SEND_ACK DELIVER
        PROCEEDING CANCELLED       -> PROCEEDING START_B
        PROCEEDING TIMER_ABANDON   -> TERMINATED REPORT_TIMEOUT
        PROCEEDING TIMER_B         -> TERMINATED REPORT_TIMEOUT
        COMPLETED  FAILURE         -> COMPLETED  RESEND
        COMPLETED  TIMER_D         -> TERMINATED
        ACCEPTED   SUCCESS         -> ACCEPTED   DELIVER
        ACCEPTED   TIMER_M         -> TERMINATED
        """);
  }

  @Test
  void nonInviteClient() {
    assertTable(
        new NonInviteClientMachine(),
        """
        start                      -> TRYING     SEND START_E START_F
        TRYING     PROVISIONAL     -> PROCEEDING DELIVER
        TRYING     SUCCESS         -> COMPLETED  STOP_RETRANSMISSION START_K DELIVER
        TRYING     FAILURE         -> COMPLETED  STOP_RETRANSMISSION START_K DELIVER
        TRYING     TIMER_E         -> TRYING     RESEND BACK_OFF
        TRYING     TIMER_F         -> TERMINATED REPORT_TIMEOUT
        TRYING     TRANSPORT_ERROR -> TERMINATED REPORT_TRANSPORT_ERROR
        PROCEEDING PROVISIONAL     -> PROCEEDING DELIVER
        PROCEEDING SUCCESS         -> COMPLETED  STOP_RETRANSMISSION START_K DELIVER
        PROCEEDING FAILURE         -> COMPLETED  STOP_RETRANSMISSION START_K DELIVER
        PROCEEDING TIMER_E         -> PROCEEDING RESEND START_E_AT_T2
        PROCEEDING TIMER_F         -> TERMINATED REPORT_TIMEOUT
        PROCEEDING TRANSPORT_ERROR -> TERMINATED REPORT_TRANSPORT_ERROR
        COMPLETED  TIMER_K         -> TERMINATED
        """);
  }

  @Test
  void inviteServer() {
    assertTable(
        new InviteServerMachine(),
        """
        start                      -> PROCEEDING START_TRYING START_ABANDON_INVITE
        PROCEEDING REQUEST         -> PROCEEDING RESEND
        PROCEEDING PROVISIONAL     -> PROCEEDING STOP_RETRANSMISSION SEND
        PROCEEDING SUCCESS         -> ACCEPTED   STOP_RETRANSMISSION START_L SEND
        PROCEEDING FAILURE         -> COMPLETED  STOP_RETRANSMISSION START_G START_H SEND
        PROCEEDING TIMER_ABANDON   -> TERMINATED
        PROCEEDING TIMER_TRYING    -> PROCEEDING STOP_RETRANSMISSION SEND_TRYING
        COMPLETED  REQUEST         -> COMPLETED  RESEND
        COMPLETED  ACK             -> CONFIRMED  STOP_RETRANSMISSION START_I
        COMPLETED  TIMER_G         -> COMPLETED  RESEND BACK_OFF
        COMPLETED  TIMER_H         -> TERMINATED
        CONFIRMED  TIMER_I         -> TERMINATED
        ACCEPTED   SUCCESS         -> ACCEPTED   SEND
        ACCEPTED   ACK             -> ACCEPTED   DELIVER
        ACCEPTED   TIMER_L         -> TERMINATED
        """);
  }

  @Test
  void nonInviteServer() {
    assertTable(
        new NonInviteServerMachine(),
        """
        start                      -> TRYING     START_ABANDON
        TRYING     PROVISIONAL     -> PROCEEDING SEND
        TRYING     SUCCESS         -> COMPLETED  START_J SEND
        TRYING     FAILURE         -> COMPLETED  START_J SEND
        TRYING     TIMER_ABANDON   -> TERMINATED
        PROCEEDING REQUEST         -> PROCEEDING RESEND
        PROCEEDING PROVISIONAL     -> PROCEEDING SEND
        PROCEEDING SUCCESS         -> COMPLETED  START_J SEND
        PROCEEDING FAILURE         -> COMPLETED  START_J SEND
        PROCEEDING TIMER_ABANDON   -> TERMINATED
        COMPLETED  REQUEST         -> COMPLETED  RESEND
        COMPLETED  TIMER_J         -> TERMINATED
        """);
  }

  private static void assertTable(StateMachine machine, String table) {
    Map<String, String> expected = new HashMap<>();
    for (String row : table.lines().toList()) {
      String[] sides = normal(row).split(" -> ");
      expected.put(sides[0], sides[1]);
    }
    assertThat(text(machine.start())).isEqualTo(expected.remove("start"));
    Map<String, String> actual = new HashMap<>();
    for (State state : State.values()) {
      for (Event event : Event.values()) {
        Step step = machine.next(state, event);
        if (step != null) {
          actual.put(state + " " + event, text(step));
        }
      }
    }
    assertThat(actual).containsExactlyInAnyOrderEntriesOf(expected);
  }

  private static String text(Step step) {
    StringBuilder text = new StringBuilder(step.next().name());
    step.effects().forEach(effect -> text.append(' ').append(effect));
    return text.toString();
  }

  private static String normal(String row) {
    return row.trim().replaceAll("\\s+", " ");
  }
}
