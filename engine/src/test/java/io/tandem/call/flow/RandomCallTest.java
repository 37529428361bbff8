package io.tandem.call.flow;

import org.junit.jupiter.api.Test;

/**
 * Whatever phones do, and whenever: every request of theirs is answered once, every 2xx is
 * acknowledged and its dialog ended, nothing but BYE follows a BYE, and nothing is outstanding for
 * ever. A call that fails is played again by its seed.
 */
class RandomCallTest {
  private static final int CALLS = 500;

  @Test
  void callsEndInOrderWhateverHappens() {
    for (int seed = 0; seed < CALLS; seed++) {
      new RandomCall(seed).play();
    }
  }
}
