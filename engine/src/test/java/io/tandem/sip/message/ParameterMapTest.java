package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Few or many, as a map of the library would have it. */
class ParameterMapTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 15, 16, 17, 18, 500})
  void isWhatAnyMapWouldBe(int size) {
    var expected = numbered(size);
    var map = ParameterMap.of(expected);
    assertThat(map).isEqualTo(expected).hasSameHashCodeAs(expected).hasSize(size);
    assertThat(List.copyOf(map.keySet())).isEqualTo(List.copyOf(expected.keySet()));
    expected.forEach((name, value) -> assertThat(map.get(name)).isEqualTo(value));
    assertThat(map.get("other")).isNull();
    assertThat(map.containsKey("other")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16, 17, 18, 500})
  void changesACopy(int size) {
    var map = ParameterMap.of(numbered(size));
    assertThat(map.with("P0", "changed").get("p0")).isEqualTo("changed");
    assertThat(map.with("p0", "changed")).hasSize(size);
    assertThat(map.with("other", null).get("other")).isEmpty();
    assertThat(map.without("p0").get("p0")).isNull();
    assertThat(map.without("p0")).hasSize(size - 1);
    assertThat(map.without("other")).isSameAs(map);
    assertThat(map).isEqualTo(numbered(size));
    assertThatThrownBy(() -> map.put("p0", "x")).isInstanceOf(UnsupportedOperationException.class);
  }

  private static Map<String, String> numbered(int size) {
    var map = new LinkedHashMap<String, String>();
    for (int i = 0; i < size; i++) {
      map.put("p" + i, Integer.toString(i));
    }
    return map;
  }
}
