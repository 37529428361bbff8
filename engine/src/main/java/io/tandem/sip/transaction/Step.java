package io.tandem.sip.transaction;

import java.util.List;

/**
 * What a state machine decides.
 *
 * @param next the state from now on
 * @param effects what to do, in order
 */
record Step(State next, List<Effect> effects) {
  static Step to(State next, Effect... effects) {
    return new Step(next, List.of(effects));
  }
}
