package io.tandem.demo;

import io.tandem.phone.Ladder;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.PhoneProcess;
import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.phone.model.MediaReport;
import io.tandem.phone.model.PhoneSettings;
import java.time.Duration;
import java.util.List;

/** The calls of the demonstration, each checked by what the phones saw and heard. */
final class Scenes {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration TALK = Duration.ofSeconds(5);

  private final Stage stage;
  private final Company acme;
  private final Company globex;

  Scenes(Stage stage, Company acme, Company globex) {
    this.stage = stage;
    this.acme = acme;
    this.globex = globex;
  }

  String register() {
    for (Phone phone : List.of(acme.first(), acme.second(), globex.first(), globex.second())) {
      var reply = Phone.await(phone.register(Duration.ofSeconds(300)), SOON);
      require(reply.ok(), phone.name() + " was answered " + reply.status());
    }
    return "four phones, each challenged once";
  }

  String talk() {
    acme.second().onIncoming(IncomingBehaviour.answerAfter(Duration.ofMillis(300)));
    PhoneCall call = acme.first().call("1002");
    PhoneCall other = acme.second().awaitIncoming(SOON);
    call.await(CallState.ANSWERED, SOON);
    MediaReport heardByCaller = call.awaitTone(tone(acme.second()), SOON);
    MediaReport heardByCallee = other.awaitTone(tone(acme.first()), SOON);
    require(heardByCaller.hears(tone(acme.second())), "1001 does not hear 1002");
    require(heardByCallee.hears(tone(acme.first())), "1002 does not hear 1001");
    call.awaitSound(
        report -> report.received() >= TALK.toMillis() / 20, TALK.plus(SOON), tone(acme.second()));
    var held = Phone.await(call.hold(), SOON);
    require(held.ok(), "hold was answered " + held.status());
    other.awaitSilence(SOON);
    var resumed = Phone.await(call.resume(), SOON);
    require(resumed.ok(), "resume was answered " + resumed.status());
    other.awaitTone(tone(acme.first()), SOON);
    MediaReport atCaller = Phone.await(call.heard(tone(acme.second())), SOON);
    MediaReport atCallee = Phone.await(other.heard(tone(acme.first())), SOON);
    Phone.await(call.hangUp(), SOON);
    other.awaitEnd(SOON);
    ladder(call, other);
    String packets =
        "RTP %d + %d packets, %d + %d lost"
            .formatted(atCaller.received(), atCallee.received(), atCaller.lost(), atCallee.lost());
    require(atCaller.lost() + atCallee.lost() == 0, packets);
    return "both heard the other's tone, held, resumed; " + packets;
  }

  String cancelled() {
    acme.second().onIncoming(IncomingBehaviour.ringForever());
    PhoneCall call = acme.first().call("1002");
    PhoneCall other = acme.second().awaitIncoming(SOON);
    call.await(CallState.RINGING, SOON);
    Phone.await(call.cancel(), SOON);
    int status = call.awaitEnd(SOON).status();
    other.awaitEnd(SOON);
    ladder(call, other);
    return expect(status, 487);
  }

  String busy() {
    acme.second().onIncoming(IncomingBehaviour.busy());
    return refused(acme.first().call("1002"), 486);
  }

  String noAnswer() {
    acme.second().onIncoming(IncomingBehaviour.ringForever());
    PhoneCall call = acme.first().call("1002");
    PhoneCall other = acme.second().awaitIncoming(SOON);
    int status = call.awaitEnd(Duration.ofSeconds(12)).status();
    other.awaitEnd(SOON);
    ladder(call, other);
    return expect(status, 480);
  }

  String unknownNumber() {
    return refused(acme.first().call("4711"), 404);
  }

  String wrongPassword(PhoneProcess phones, Company.NodeAddress node) {
    PhoneSettings settings = Company.settings("1002", acme.domain(), "not the password", 440, node);
    var thief = phones.phone(rename(settings, "thief"));
    var reply = Phone.await(thief.register(Duration.ofSeconds(300)), SOON);
    stage.show(new Ladder("tandem").add("thief", Phone.await(thief.ladder(), SOON)).render());
    thief.close();
    return expect(reply.status(), 401);
  }

  String foreignFrom() {
    var options = CallOptions.DEFAULT.withFrom("sip:1002@" + acme.domain());
    return refused(acme.first().call("1002", options), 403);
  }

  String otherTenantsPhone() {
    PhoneCall call = acme.first().call("sip:1002@" + globex.domain());
    int status = call.awaitEnd(SOON).status();
    ladder(call);
    require(status >= 400, "the call was answered " + status);
    require(globex.second().waitingCalls() == 0, "globex's 1002 rang");
    return "refused with " + status + ", globex's 1002 did not ring";
  }

  private String refused(PhoneCall call, int expected) {
    int status = call.awaitEnd(SOON).status();
    ladder(call);
    return expect(status, expected);
  }

  private void ladder(PhoneCall... legs) {
    var ladder = new Ladder("tandem");
    for (PhoneCall leg : legs) {
      ladder.add(leg.phone().name(), Phone.await(leg.phone().ladder(leg.callId(), false), SOON));
    }
    stage.show(ladder.render());
  }

  private static PhoneSettings rename(PhoneSettings settings, String name) {
    return PhoneSettings.user(settings.user())
        .name(name)
        .password(settings.password())
        .domain(settings.domain())
        .proxy(settings.bindAddress(), Integer.parseInt(settings.proxy().split(":")[1]))
        .bindAddress(settings.bindAddress())
        .build();
  }

  private static int tone(Phone phone) {
    return phone.settings().tone();
  }

  private static String expect(int status, int expected) {
    require(status == expected, "the caller was answered " + status + ", not " + expected);
    return "the caller was answered " + status;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new DemoException(otherwise);
    }
  }
}
