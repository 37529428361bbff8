package io.tandem.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosersTest {
  private final Closers closers = new Closers();
  private final List<String> closed = new ArrayList<>();

  @Test
  void whatWasOpenedLastIsClosedFirstUnlessItsTurnComesEarlier() {
    for (String name : List.of("one", "two", "three")) {
      closers.add(name, () -> closed.add(name));
    }
    closers.close("two");
    assertThat(closers.isClosed()).isFalse();
    closers.closeAll();
    assertThat(closers.isClosed()).isTrue();
    closers.add("late", () -> closed.add("late"));
    assertThat(closed).containsExactly("two", "three", "one", "late");
  }

  @Test
  void aNameThatNothingHasIsAMistake() {
    closers.add("one", () -> closed.add("one"));
    assertThatThrownBy(() -> closers.close("on"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nothing to close is called on");
    assertThat(closed).isEmpty();
  }
}
