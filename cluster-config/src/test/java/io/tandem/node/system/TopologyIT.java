package io.tandem.node.system;

import static io.tandem.node.system.Talk.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.model.CallOptions;
import io.tandem.phone.model.HoldStyle;
import io.tandem.phone.model.SipRecord;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What one side of a call learns of the other: nothing that it need not know. */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class TopologyIT {
  private static final String ALICE = "127.0.0.2";
  private static final String BOB = "127.0.0.3";
  private static final Pattern PRIVATE =
      Pattern.compile("(?:;tag=|branch=|^o=- |^m=audio )([^;\\s]+)", Pattern.MULTILINE);

  @Test
  void neitherSideSeesTheOthersNetworkIdentifiersOrProgram() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      Phone alice = tenant.registered("1001", settings -> settings.bindAddress(ALICE));
      Phone bob = tenant.registered("1802", settings -> settings.bindAddress(BOB));
      var options =
          CallOptions.DEFAULT.withHeader("X-Secret", "of alice").withHeader("Subject", "at home");
      Talk talk = Talk.between(alice, bob, options).audible();
      Talk.expect(200, talk.caller().hold(HoldStyle.SENDONLY));
      Talk.expect(200, talk.callee().hold(HoldStyle.SENDONLY));
      talk.end();

      List<SipRecord> atAlice = wire(talk.caller());
      List<SipRecord> atBob = wire(talk.callee());
      assertHidden(atAlice, atBob, ALICE);
      assertHidden(atBob, atAlice, BOB);
      assertThat(received(atBob)).doesNotContain("X-Secret").contains("User-Agent: Tandem\r\n");
      tenant.cdr();
    }
  }

  /** Nothing that {@code owner} has sent of itself stands in what {@code other} has received. */
  private static void assertHidden(List<SipRecord> owner, List<SipRecord> other, String address) {
    Set<String> secrets =
        owner.stream()
            .filter(SipRecord::sent)
            .flatMap(message -> PRIVATE.matcher(message.text()).results())
            .map(found -> found.group(1))
            .filter(secret -> secret.length() > 3)
            .collect(Collectors.toSet());
    assertThat(secrets).hasSizeGreaterThan(4);
    String seen = received(other);
    assertThat(seen)
        .doesNotContain(address, owner.get(0).callId(), "Tandem-Test-Phone", "NOTIFY", "REFER");
    secrets.forEach(secret -> assertThat(seen).doesNotContain(secret));
  }

  private static String received(List<SipRecord> messages) {
    return messages.stream()
        .filter(message -> !message.sent())
        .map(SipRecord::text)
        .collect(Collectors.joining("\n"));
  }
}
