package io.tandem.node.system;

import static io.tandem.node.system.Talk.SOON;
import static io.tandem.node.system.Talk.await;
import static io.tandem.node.system.Talk.expect;
import static io.tandem.node.system.Talk.received;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallState;
import io.tandem.phone.model.RegisterOptions;
import io.tandem.phone.model.SipReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** REGISTER from real phones (RFC 3261 §10), digest authentication (§22, RFC 8760). */
@ExtendWith(NodeAtRest.class)
@ResourceLock(Lane.SHARED_NODE)
class RegistrationIT {
  private static final Duration LONG = Duration.ofMinutes(5);

  private static TestTenant tenant(Map<String, Object> settings) {
    return TestTenant.create(TestNode.shared(), Map.of("settings", settings));
  }

  @Test
  void aPhoneRegistersRefreshesAndLeaves() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      Phone phone = tenant.phone("1001");
      SipReply first = expect(200, phone.register(LONG));
      assertThat(first.attempts()).isEqualTo(2);
      assertThat(first.header("Contact")).singleElement().asString().contains("expires=300");
      assertThat(first.header("Date")).singleElement().asString().endsWith("GMT");

      JsonNode registration = only(tenant);
      assertThat(registration.get("extension").asText()).isEqualTo("1001");
      assertThat(registration.get("received_from").asText()).isEqualTo("127.0.0.1:" + phone.port());
      assertThat(registration.get("user_agent").asText()).isEqualTo("Tandem-Test-Phone");

      SipReply refreshed = expect(200, phone.register(Duration.ofMinutes(10)));
      assertThat(refreshed.attempts()).as("the nonce is still good").isEqualTo(1);
      assertThat(refreshed.header("Contact")).singleElement().asString().contains("expires=600");

      assertThat(expect(200, phone.unregister()).header("Contact")).isEmpty();
      assertThat(registrations(tenant)).isEmpty();
    }
  }

  private static JsonNode registrations(TestTenant tenant) {
    return tenant.get("/registrations").get("items");
  }

  private static JsonNode only(TestTenant tenant) {
    JsonNode items = registrations(tenant);
    assertThat(items).hasSize(1);
    return items.get(0);
  }

  @Test
  void all200sListEveryBindingWithItsQAndRemainingTime() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      Phone phone = tenant.phone("1001");
      String other = "<sip:second@127.0.0.1:5999>;q=0.3;expires=120";
      var both = RegisterOptions.expiring(LONG).withQ(0.7).withContacts(other);
      List<String> contacts = expect(200, phone.register(both)).header("Contact");
      assertThat(contacts).hasSize(2);
      assertThat(contacts).anySatisfy(c -> assertThat(c).contains("q=0.7", "expires=300"));
      assertThat(contacts).anySatisfy(c -> assertThat(c).contains("q=0.3", "expires=120"));

      Phone second = tenant.phone("1001");
      assertThat(expect(200, second.register(LONG)).header("Contact")).hasSize(3);

      assertThat(expect(200, phone.register(RegisterOptions.removeAll())).header("Contact"))
          .isEmpty();
      assertThat(registrations(tenant)).isEmpty();
    }
  }

  @Test
  void aNumberThatIsGivenAnewDoesNotRingTheOldPhone() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      Phone caller = tenant.registered("1001");
      tenant.registered("1002");
      TestNode.shared().api().delete(tenant.path("/extensions/1002")).expect(204);
      tenant.extension("1002");
      assertThat(only(tenant).get("extension").asText()).isEqualTo("1001");

      assertThat(caller.call("1002").awaitEnd(SOON).status()).isEqualTo(480);
    }
  }

  @Test
  void theWildcardStandsAloneAndOnlyWithExpiresZero() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      Phone phone = tenant.registered("1001");
      expect(400, phone.register(new RegisterOptions(LONG, -1, List.of(), true, Map.of())));
      assertThat(registrations(tenant)).hasSize(1);
    }
  }

  @Test
  void tooShortALifeIsRefusedWithTheMinimumAndTooLongAOneIsCut() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      Phone phone = tenant.phone("1001");
      SipReply brief = expect(423, phone.register(Duration.ofSeconds(10)));
      assertThat(brief.header("Min-Expires")).containsExactly("60");
      SipReply cut = expect(200, phone.register(Duration.ofDays(1)));
      assertThat(cut.header("Contact")).singleElement().asString().contains("expires=3600");
    }
  }

  @Test
  void aWrongPasswordAnUnknownExtensionAndAnUnknownTenantLookTheSame() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      Phone wrong = tenant.phone("1001", settings -> settings.password("guess"));
      Phone unknown = tenant.phone("1802", settings -> settings.authUser("4711").password("guess"));
      Phone foreign =
          tenant.phone("1303", settings -> settings.domain("nobody.example").password("guess"));
      for (Phone phone : List.of(wrong, unknown, foreign)) {
        SipReply reply = expect(401, phone.register(LONG));
        assertThat(reply.attempts()).isEqualTo(2);
        assertThat(shape(reply)).isEqualTo(shape(expect(401, wrong.register(LONG))));
      }
      assertThat(registrations(tenant)).isEmpty();
    }
  }

  /** What a stranger can tell answers apart by: the realm is what it asked for itself. */
  private static List<String> shape(SipReply reply) {
    return List.of(
        reply.reason(),
        reply.headers().keySet().stream().sorted().toList().toString(),
        reply
            .header("WWW-Authenticate")
            .get(0)
            .replaceAll("(realm|nonce|opaque)=\"[^\"]*\"", "$1"));
  }

  @Test
  void aTenantMayInsistOnSha256() {
    try (var tenant = tenant(Map.of("digest_algorithms", List.of("SHA-256")))) {
      Phone modern = tenant.phone("1001", settings -> settings.algorithms("SHA-256"));
      SipReply reply = expect(200, modern.register(LONG));
      assertThat(reply.attempts()).isEqualTo(2);
      Phone other = tenant.registered("1803", settings -> settings.algorithms("SHA-256"));
      Talk talk = Talk.between(modern, other).audible();
      assertThat(received(talk.caller(), "SIP/2.0 407").get(0).text())
          .contains("algorithm=SHA-256")
          .doesNotContain("MD5");
      talk.end();
      Phone old = tenant.phone("1802", settings -> settings.algorithms("MD5"));
      SipReply refused = expect(401, old.register(LONG));
      assertThat(refused.header("WWW-Authenticate")).singleElement().asString().contains("SHA-256");
    }
  }

  @Test
  void aTenantMayOfferBothInItsOrder() {
    try (var tenant = tenant(Map.of("digest_algorithms", List.of("SHA-256", "MD5")))) {
      Phone silent = tenant.phone("1001", settings -> settings.password(null));
      List<String> offers = expect(401, silent.register(LONG)).header("WWW-Authenticate");
      assertThat(offers).hasSize(2);
      assertThat(offers.get(0)).contains("SHA-256");
      assertThat(offers.get(1)).contains("MD5");
      for (String algorithm : List.of("MD5", "SHA-256")) {
        Phone phone = tenant.phone("1001", settings -> settings.algorithms(algorithm));
        expect(200, phone.register(LONG));
      }
    }
  }

  @Test
  void onlyMd5IsOfferedUnlessTheTenantSaysOtherwise() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      Phone silent = tenant.phone("1001", settings -> settings.password(null));
      assertThat(expect(401, silent.register(LONG)).header("WWW-Authenticate"))
          .singleElement()
          .asString()
          .contains("MD5")
          .doesNotContain("SHA-256");
    }
  }

  @Test
  void theUserNameMayCarryTheDomain() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      String domain = tenant.domain();
      Phone phone = tenant.phone("1001", settings -> settings.authUser("1001@" + domain));
      expect(200, phone.register(LONG));
    }
  }

  @Test
  void nobodyRegistersAnothersAddress() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      tenant.extension("1802");
      String password = tenant.password("1802");
      Phone thief = tenant.phone("1001", settings -> settings.authUser("1802").password(password));
      expect(403, thief.register(LONG));
      assertThat(registrations(tenant)).isEmpty();
    }
  }

  @Test
  void atTheLimitAPhoneOfWhichNothingIsHeardMakesRoom() {
    var limits = Map.<String, Object>of("limits", Map.of("registrations_per_extension", 1));
    try (var tenant = TestTenant.create(TestNode.shared(), limits)) {
      tenant.registered("1001");
      String first = registrations(tenant).get(0).get("received_from").asText();
      expect(200, tenant.phone("1001").register(LONG));
      assertThat(registrations(tenant))
          .singleElement()
          .satisfies(one -> assertThat(one.get("received_from").asText()).isNotEqualTo(first));
    }
  }

  @Test
  void anAdministratorRemovesARegistration() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      Phone alice = tenant.registered("1001");
      Phone bob = tenant.registered("1802");
      for (JsonNode registration : registrations(tenant)) {
        if (registration.get("extension").asText().equals("1802")) {
          String id = registration.get("id").asText();
          TestNode.shared()
              .api()
              .delete(tenant.path("/extensions/1802/registrations/" + id))
              .expect(204);
        }
      }
      assertThat(alice.call("1802").awaitEnd(SOON).status()).isEqualTo(480);
      expect(200, bob.register(LONG));
      PhoneCall call = alice.call("1802");
      PhoneCall incoming = bob.awaitIncoming(SOON);
      await(incoming.answer());
      call.await(CallState.ANSWERED, SOON);
      new Talk(call, incoming).end();
    }
  }

  /** RFC 3327 §5.1, RFC 3261 §12.1.1: of the dialog the Record-Route decides, and there is none. */
  @Test
  void thePathIsTheRouteOfTheInviteAndOfNothingElse() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      Phone alice = tenant.registered("1001");
      Phone bob = tenant.phone("1802");
      var path = Map.of("Supported", "path", "Path", "<sip:near.example;lr>, <sip:far.example;lr>");
      expect(200, bob.register(RegisterOptions.expiring(LONG).withHeaders(path)));
      Talk talk = Talk.between(alice, bob);
      assertThat(routes(received(talk.callee(), "INVITE").get(0).text()))
          .isEqualTo("<sip:near.example;lr>,<sip:far.example;lr>");
      assertThat(routes(received(talk.callee(), "ACK").get(0).text())).isEmpty();
      talk.end();
    }
  }

  private static String routes(String message) {
    return message
        .lines()
        .filter(line -> line.startsWith("Route:"))
        .map(line -> line.substring("Route:".length()).replace(" ", ""))
        .collect(Collectors.joining(","));
  }

  /**
   * A Contact may name a host that nobody finds, as over WebSocket; its flow is where the phone is.
   */
  @Test
  void aPhoneIsReachedByItsFlowAndKeepsItsContactAsRequestUri() {
    try (var tenant = TestTenant.create(TestNode.shared())) {
      Phone alice = tenant.registered("1001");
      Phone bob = tenant.phone("1802");
      String contact = "sip:1802@df7jal23ls0d.invalid:5066";
      expect(
          200,
          bob.register(
              RegisterOptions.expiring(LONG).withHeaders(Map.of("Contact", "<" + contact + ">"))));
      PhoneCall call = alice.call("1802");
      PhoneCall incoming = bob.awaitIncoming(SOON);
      assertThat(incoming.status().requestUri()).isEqualTo(contact);
      await(incoming.reject(486));
      assertThat(call.awaitEnd(SOON).status()).isEqualTo(486);
      tenant.cdr().ended("BUSY", "BUSY", 486);
    }
  }
}
