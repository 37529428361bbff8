package io.tandem.call.leg;

import io.tandem.sip.transport.Flow;
import java.util.ArrayList;
import java.util.List;

/**
 * The registrar is being asked where a leg's phone is now, because something did not reach it.
 *
 * @param from the leg's flow when the search began
 * @param undelivered what waits for the answer, oldest first
 */
public record Pursuit(Flow from, List<Undelivered> undelivered) {
  /** The list is copied. */
  public Pursuit {
    undelivered = List.copyOf(undelivered);
  }

  /**
   * A request that may not have reached the phone.
   *
   * @param failure {@code null} while its transaction still tries
   * @param by the flow it was sent by; {@code null} for {@link Pursuit#from}
   */
  public record Undelivered(String method, long cseq, RequestFailure failure, Flow by) {}

  /** The beginning of the search. */
  public static Pursuit of(Flow from, Undelivered first) {
    return new Pursuit(from, List.of(first));
  }

  /** One more waits for the answer. */
  public Pursuit with(Undelivered more) {
    var all = new ArrayList<>(undelivered);
    all.add(more);
    return new Pursuit(from, all);
  }
}
