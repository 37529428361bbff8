package io.tandem.call.flow;

import static io.tandem.call.flow.Script.CALLER;
import static io.tandem.call.flow.Script.ONE;
import static io.tandem.call.flow.Script.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.call.leg.RequestFailure;
import io.tandem.media.MediaState;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.jackson.JacksonCborSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a call is going through, it is one value that can be stored and gone on with. */
class CallStateSerializationTest {
  private static final ActorTestKit KIT = ActorTestKit.create();

  @AfterAll
  static void stopActors() {
    KIT.shutdownTestKit();
  }

  static Stream<Named<Supplier<Script>>> calls() {
    return Stream.of(
        Named.of("looking for phones", CallStateSerializationTest::started),
        Named.of("ringing with early media", CallStateSerializationTest::early),
        Named.of("ringing, with others to follow", CallStateSerializationTest::staged),
        Named.of("answered, not acknowledged", CallStateSerializationTest::answered),
        Named.of("a reliable answer not acknowledged", CallStateSerializationTest::reliable),
        Named.of("talking", Script::talking),
        Named.of("a re-INVITE and an INFO on their way", CallStateSerializationTest::exchanging),
        Named.of("a session refreshed, the peer silent", CallStateSerializationTest::refreshing),
        Named.of("a phone looked for", CallStateSerializationTest::pursuing),
        Named.of("a refresh of the caller's on its way", CallStateSerializationTest::updating),
        Named.of("ended, with a BYE on its way", CallStateSerializationTest::ending));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void roundTripsThroughCbor(Supplier<Script> call) throws Exception {
    var leg =
        new MediaState.LegState(CALLER, ONE, true, 7, 2, "v=0", "v=0", List.of("192.0.2.1:4000"));
    var state = call.get().state().withMedia(new MediaState(List.of(leg)));
    var serialization = SerializationExtension.get(KIT.system());
    var serializer = serialization.findSerializerFor(state);
    assertThat(serializer).isInstanceOf(JacksonCborSerializer.class);

    byte[] bytes = serializer.toBinary(state);

    var restored = serialization.deserialize(bytes, CallState.class).get();
    assertThat(restored).isEqualTo(state);
  }

  private static Script started() {
    var call = new Script();
    call.started("offer", Map.of("Alert-Info", "<x>"));
    return call;
  }

  private static Script early() {
    var call = Script.ringing("offer", 2);
    call.responds(ONE, 183, "a", "early");
    call.responds(TWO, 486, "b", null);
    return call;
  }

  private static Script reliable() {
    var call = new Script();
    call.started("offer", Map.of("Require", "100rel"));
    call.located(1);
    call.responds(ONE, 183, "a", "answer");
    call.responds(ONE, 200, "a", "answer");
    return call;
  }

  private static Script staged() {
    var call = new Script();
    call.started("offer", Map.of());
    call.located(1, 0.5, 0.2);
    return call;
  }

  private static Script answered() {
    var call = Script.ringing(null, 1);
    call.responds(ONE, 200, "a", "offer");
    return call;
  }

  private static Script exchanging() {
    var call = Script.talking();
    call.requests(CALLER, "INVITE", "a=sendonly");
    call.requests(ONE, "INFO", 7, "Signal=1");
    return call;
  }

  private static Script refreshing() {
    var call = Script.ringing("offer", 1);
    call.with(Map.of("Session-Expires", "600;refresher=uac")).responds(ONE, 200, "a", "answer");
    call.acks(CALLER, null);
    call.fires(CallTimer.Kind.REFRESH, ONE);
    call.on(new Event.RequestFailed(ONE, "INVITE", 2, RequestFailure.TIMEOUT));
    call.fires(CallTimer.Kind.REFRESH, ONE);
    return call;
  }

  private static Script pursuing() {
    var call = Script.ringing("offer", 1);
    call.cancels(CALLER);
    call.on(new Event.RequestFailed(ONE, "CANCEL", 1, RequestFailure.TRANSPORT));
    return call;
  }

  private static Script updating() {
    var call = Script.talking();
    call.with(Map.of("Supported", "timer")).requests(CALLER, "UPDATE", "a=sendonly");
    return call;
  }

  private static Script ending() {
    var call = Script.talking();
    call.requests(CALLER, "BYE", null);
    return call;
  }
}
