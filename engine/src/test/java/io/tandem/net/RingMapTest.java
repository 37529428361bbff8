package io.tandem.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingMapTest {
  @Test
  void findsWhatWasStoredUntilItIsTheOldestAndGoes() {
    var map = new RingMap<String>(2);
    map.add(1, "one");
    map.add(2, "two");

    assertThat(map.isFull()).isTrue();
    assertThatThrownBy(() -> map.add(3, "three")).isInstanceOf(IllegalStateException.class);

    assertThat(map.oldest()).isEqualTo("one");
    map.removeOldest();
    map.add(3, "three");

    assertThat(map.find(1)).isNull();
    assertThat(map.find(2)).isEqualTo("two");
    assertThat(map.find(3)).isEqualTo("three");
  }

  @Test
  void isEmptyAtFirst() {
    var map = new RingMap<String>(2);

    assertThat(map.size()).isZero();
    assertThat(map.oldest()).isNull();
    assertThat(map.find(0)).isNull();
  }

  @Test
  void hashesDependOnTheTextAndOnTheMap() {
    var map = new RingMap<String>(1);

    assertThat(map.hash("branch")).isEqualTo(map.hash(new StringBuilder("branch")));
    assertThat(map.hash("branch")).isNotEqualTo(map.hash("hcnarb"));
    assertThat(map.hash("branch")).isNotEqualTo(new RingMap<String>(1).hash("branch"));
    assertThat(map.hash("branch")).isEqualTo(new RingMap<String>(1, map).hash("branch"));
  }

  /** Few different slots, so that entries stand in each other's way, around the index's end too. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100, 3000})
  void agreesWithTwoCollectionsThatDoTheSame(int bound) {
    var random = new Random(bound);
    var map = new RingMap<Long>(bound);
    var values = new HashMap<Long, Long>();
    var order = new ArrayDeque<Long>();
    for (long step = 0; step < 20_000; step++) {
      if (map.isFull() || !order.isEmpty() && random.nextInt(3) == 0) {
        assertThat(map.oldest()).isEqualTo(values.remove(order.remove()));
        map.removeOldest();
      } else {
        long key = (step << 40) - random.nextInt(3);
        map.add(key, step);
        values.put(key, step);
        order.add(key);
      }
      assertThat(map.size()).isEqualTo(order.size());
      if (step % 500 == 0) {
        values.forEach((key, value) -> assertThat(map.find(key)).isEqualTo(value));
      }
    }
  }
}
