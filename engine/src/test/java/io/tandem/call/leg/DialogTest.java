package io.tandem.call.leg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DialogTest {
  private static final String TARGET = "sip:bob@192.0.2.4";

  static Object[][] hops() {
    return new Object[][] {
      {List.of(), TARGET, List.of()},
      {List.of("<sip:p1;lr>", "<sip:p2;lr>"), TARGET, List.of("<sip:p1;lr>", "<sip:p2;lr>")},
      {List.of("<sip:p1;lr=on>"), TARGET, List.of("<sip:p1;lr=on>")},
      {List.of("<sip:p1;transport=tcp;lr>;x=1"), TARGET, List.of("<sip:p1;transport=tcp;lr>;x=1")},
      {List.of("<sip:p1;LR>"), TARGET, List.of("<sip:p1;LR>")},
      {List.of("<sip:p1>"), "sip:p1", List.of("<" + TARGET + ">")},
      {List.of("<sip:p1;lrx>"), "sip:p1;lrx", List.of("<" + TARGET + ">")},
      {
        List.of("\"P\" <sip:p1>;a=b", "<sip:p2;lr>"),
        "sip:p1",
        List.of("<sip:p2;lr>", "<" + TARGET + ">")
      },
    };
  }

  /** RFC 3261 §12.2.1.1. */
  @ParameterizedTest
  @MethodSource("hops")
  void sendsByLooseAndByStrictRouters(List<String> routeSet, String uri, List<String> routes) {
    assertThat(Dialog.hop(TARGET, routeSet)).isEqualTo(new Dialog.Hop(uri, routes));
  }
}
