package io.tandem.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.tandem.id.Extension;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.net.SourceNetwork;
import io.tandem.registrar.Binding;
import io.tandem.registrar.Pulse;
import io.tandem.registrar.Reachability;
import io.tandem.sip.digest.DigestAlgorithm;
import io.tandem.sip.digest.DigestChallenges;
import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipResponse;
import io.tandem.tenant.Limits;
import io.tandem.tenant.TenantSettings;
import io.tandem.tenant.TenantStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** REGISTER from the wire to the registrar and back. */
class RegisterTest extends EdgeAndPhone {
  private static final Extension ALICE = new Extension("1001");
  private static final String CONTACT = "<sip:1001@192.0.2.1:5062>";
  private static final SourceNetwork ELSEWHERE = new SourceNetwork(0xc6336407L);

  /** What happens to {@code again}, sent as 1001 after a challenge. */
  private SipResponse register(Draft again) {
    return phone.askAs("1001", "secret-1001", Draft.register(CONTACT), again);
  }

  private static List<String> contacts(SipResponse response) {
    return response.contacts().stream()
        .map(contact -> contact.uri() + " " + contact.parameter("expires"))
        .toList();
  }

  @Test
  void aChallengeThatIsAnsweredRegistersTheSourceOfTheRequest() throws Exception {
    var challenge = phone.ask(Draft.register(CONTACT));
    assertThat(challenge.status()).isEqualTo(401);
    assertThat(challenge.header("WWW-Authenticate")).contains("realm=\"a.example\"");

    var accepted =
        phone.ask(
            TestPhone.authorized(
                Draft.register(CONTACT).cseq(2).header("User-Agent", "bench phone"),
                challenge,
                "1001",
                "secret-1001"));

    assertThat(accepted.status()).isEqualTo(200);
    assertThat(contacts(accepted)).containsExactly("sip:1001@192.0.2.1:5062 300");
    assertThat(accepted.header("Date")).isEqualTo("Sun, 01 Mar 2026 10:00:00 GMT");
    var bindings =
        node.registrar.lookup(FakeDirectory.TENANT, new Extension("1001")).toCompletableFuture();
    assertThat(bindings.get())
        .singleElement()
        .satisfies(
            binding -> {
              assertThat(binding.flow().remote().getPort()).isEqualTo(phone.port());
              assertThat(binding.flow().node()).isEqualTo(EdgeFixture.NODE);
              assertThat(binding.userAgent()).isEqualTo("bench phone");
            });
  }

  @Test
  void aPhoneMayCallItselfByItsWholeAddress() {
    var again = Draft.register(CONTACT).cseq(2);
    var accepted = phone.askAs("1001@a.example", "secret-1001", Draft.register(CONTACT), again);

    assertThat(accepted.status()).isEqualTo(200);
  }

  @Test
  void aPreferenceIsGivenBackWithThreeDecimals() {
    var accepted = register(Draft.register(CONTACT + ";q=0.00004").cseq(2));

    assertThat(accepted.contacts().get(0).parameter("q")).isEqualTo("0.0");
  }

  @Test
  void anAnswerGoesBackToWhereTheRequestCameFrom() {
    // sent-by is an address behind a NAT; rport asks for the source (RFC 3581)
    phone.sendText(Draft.register(CONTACT).print("10.255.255.1:5060"));

    var challenge = phone.receiveFinal("REGISTER");

    assertThat(challenge.topVia().received()).isEqualTo("127.0.0.1");
    assertThat(challenge.topVia().rport()).isEqualTo(phone.port());
  }

  @Test
  void thePathIsKeptAndReturned() throws Exception {
    var accepted =
        register(
            Draft.register(CONTACT)
                .cseq(2)
                .header("Supported", "path")
                .header("Require", "path")
                .header("Path", "<sip:edge.example;lr>"));

    assertThat(accepted.status()).isEqualTo(200);
    assertThat(accepted.paths())
        .extracting(NameAddress::uri)
        .containsExactly("sip:edge.example;lr");
    var bindings = node.registrar.lookup(FakeDirectory.TENANT, new Extension("1001"));
    assertThat(bindings.toCompletableFuture().get().get(0).path())
        .containsExactly("<sip:edge.example;lr>");
  }

  /** It is called where its REGISTER came from, wherever it says that it is. */
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:5062, true",
    "203.0.113.9:5062, true",
    "phone.example:5062, true",
    "169.254.169.254:80, false",
    "224.0.0.1:5060, false",
    "255.255.255.255:5060, false"
  })
  void aContactWhereNothingMayBeSentIsNoPlaceToCall(String contact, boolean direct) {
    register(Draft.register("<sip:1001@" + contact + ">").cseq(2));

    var bindings = node.registrar.lookup(FakeDirectory.TENANT, new Extension("1001"));
    assertThat(bindings.toCompletableFuture().join())
        .singleElement()
        .extracting(Binding::direct)
        .isEqualTo(direct);
  }

  @Test
  void aPhoneThatKnowsOnlyOurAddressMayRegisterItself() {
    var ours = "sip:1001@127.0.0.1";
    assertThat(register(Draft.register(CONTACT).cseq(2).from(ours).to(ours)).status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "1001,           wrong,       a.example, 1001",
    "1009,           secret-1009, a.example, 1009",
    "alice,          secret,      a.example, alice",
    "1001,           secret-1001, b.example, 1001",
    "1001@a.example, wrong,       a.example, 1001"
  })
  void nobodyLearnsFromARefusalWhatExists(
      String user, String password, String domain, String number) {
    String aor = "sip:" + number + "@" + domain;
    var first = Draft.register(CONTACT).uri("sip:" + domain).from(aor).to(aor);
    var again = Draft.register(CONTACT).uri("sip:" + domain).from(aor).to(aor).cseq(2);

    var challenge = phone.ask(first);
    var refusal = phone.ask(TestPhone.authorized(again, challenge, user, password));

    for (var response : List.of(challenge, refusal)) {
      assertThat(response.status()).isEqualTo(401);
      assertThat(withoutNonce(response.header("WWW-Authenticate")))
          .isEqualTo(
              withoutNonce(
                  node.challenges.challenge(domain, DigestAlgorithm.MD5, false, ELSEWHERE)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1001", "1001@a.example"})
  void phonesMayHashTheNumberOrTheWholeAddress(String username) {
    var again = Draft.register(CONTACT).cseq(2);
    assertThat(phone.askAs(username, "secret-1001", Draft.register(CONTACT), again).status())
        .isEqualTo(200);
  }

  private static String withoutNonce(String challenge) {
    return challenge.replaceAll("nonce=\"[^\"]*\"", "nonce");
  }

  @Test
  void failuresAreCountedByReason() {
    var first = Draft.register(CONTACT);
    phone.askAs("1001", "wrong", first, Draft.register(CONTACT).cseq(2));
    phone.askAs("1009", "x", Draft.register(CONTACT).cseq(3), Draft.register(CONTACT).cseq(4));

    assertThat(node.count("tandem.sip.auth.failures", "reason", "password")).isEqualTo(1);
    assertThat(node.count("tandem.sip.auth.failures", "reason", "user")).isEqualTo(1);
    assertThat(node.count("tandem.sip.failures", "cause", "password")).isEqualTo(1);
    assertThat(node.count("tandem.sip.failures", "cause", "unknown-user")).isEqualTo(1);
    assertThat(node.count("tandem.sip.requests", "method", "REGISTER", "outcome", "challenged"))
        .isEqualTo(4);
  }

  @Test
  void aUserRegistersNoAddressButItsOwn() {
    var again = Draft.register("<sip:1002@192.0.2.1>").to("sip:1002@a.example").cseq(2);

    assertThat(register(again).status()).isEqualTo(403);
    assertThat(node.count("tandem.sip.refused", "cause", "aor")).isEqualTo(1);
  }

  @Test
  void aUserRegistersInNoOtherTenant() {
    node.directory.put(FakeDirectory.tenant(TenantId.fromLong(12), "b.example"));
    var again = Draft.register(CONTACT).to("sip:1001@b.example").cseq(2);

    assertThat(register(again).status()).isEqualTo(403);
  }

  @ParameterizedTest
  @CsvSource({"30, 423, ", "60, 200, 60", "600, 200, 600", "7200, 200, 3600", "junk, 200, 300"})
  void theExpiryKeepsToTheTenantsBounds(String wish, int status, String granted) {
    var response = register(Draft.register(CONTACT).header("Expires", wish).cseq(2));

    assertThat(response.status()).isEqualTo(status);
    if (status == 423) {
      assertThat(response.header("Min-Expires")).isEqualTo("60");
    } else {
      assertThat(response.contacts().get(0).parameter("expires")).isEqualTo(granted);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 200", "300, 400", "'', 400"})
  void aStarNeedsZeroExpires(String expires, int status) {
    var draft = Draft.register("*").cseq(2);

    assertThat(register(expires.isEmpty() ? draft : draft.header("Expires", expires)).status())
        .isEqualTo(status);
  }

  @Test
  void aStarStandsAlone() {
    assertThat(register(Draft.register("*", CONTACT).header("Expires", "0").cseq(2)).status())
        .isEqualTo(400);
  }

  @Test
  void ofOneContactNamedTwiceTheLastCounts() {
    var twice = Draft.register(CONTACT + ";expires=100", CONTACT + ";expires=200").cseq(2);

    assertThat(contacts(register(twice))).containsExactly("sip:1001@192.0.2.1:5062 200");
  }

  @ParameterizedTest
  @CsvSource({"<tel:+441632960000>, 400", "<mailto:a@b.example>, 400"})
  void aContactThatIsNoSipAddressIsRefused(String contact, int status) {
    assertThat(register(Draft.register(contact).cseq(2)).status()).isEqualTo(status);
  }

  @Test
  void aFetchListsAllBindings() {
    register(Draft.register(CONTACT).cseq(2));
    register(Draft.register("<sip:1001@192.0.2.2>;q=0.5;expires=60").cseq(3));
    node.clock.now = node.clock.now.plusSeconds(10);

    var fetched = register(Draft.register().cseq(4));

    assertThat(contacts(fetched))
        .containsExactly("sip:1001@192.0.2.1:5062 290", "sip:1001@192.0.2.2 50");
    assertThat(fetched.contacts().get(1).parameter("q")).isEqualTo("0.5");
  }

  @Test
  void anOldRequestOfTheSameCallIdChangesNothing() {
    register(Draft.register(CONTACT).cseq(7));

    var late = register(Draft.register(CONTACT).header("Expires", "0").cseq(6));

    assertThat(late.status()).isEqualTo(500);
    assertThat(contacts(register(Draft.register().cseq(8)))).hasSize(1);
  }

  @Test
  void theTenantsLimitOfRegistrationsHolds() {
    node.directory.change(profile -> profile.withLimits(new Limits(10, 1, 10, 10)));
    register(Draft.register(CONTACT).cseq(2));

    var second = register(Draft.register("<sip:1001@192.0.2.2>").cseq(3));

    assertThat(contacts(second)).containsExactly("sip:1001@192.0.2.2 300");
  }

  @Test
  void aPhoneThatAnswersDoesNotMakeRoom() {
    node.directory.change(profile -> profile.withLimits(new Limits(10, 1, 10, 10)));
    register(Draft.register(CONTACT).cseq(2));
    var bound = bindings().get(0);
    var heard =
        node.registrar.heard(
            FakeDirectory.TENANT, ALICE, bound.id(), bound.flow(), Pulse.answered(20));
    assertThat(heard.toCompletableFuture().join()).isTrue();

    var second = register(Draft.register("<sip:1001@192.0.2.2>").cseq(3));

    assertThat(second.status()).isEqualTo(403);
    assertThat(second.reason()).isEqualTo("Too Many Registrations");
  }

  private List<Binding> bindings() {
    return node.registrar.lookup(FakeDirectory.TENANT, ALICE).toCompletableFuture().join();
  }

  /** Case 75: behind two NATs, with one private Contact. */
  @Test
  void twoPhonesBehindNatsWithOnePrivateContactAreTwo() throws Exception {
    registerFromBehindANat(phone, "phone-a");
    try (var other = node.phone()) {
      registerFromBehindANat(other, "phone-b");

      assertThat(bindings())
          .extracting(Binding::direct, one -> one.flow().remote().getPort())
          .containsExactlyInAnyOrder(tuple(false, phone.port()), tuple(false, other.port()));
    }
  }

  private static void registerFromBehindANat(TestPhone phone, String callId) {
    String contact = "<sip:1001@192.168.1.5:5060>";
    var draft = Draft.register(contact).callId(callId);
    var again =
        TestPhone.authorized(
            Draft.register(contact).callId(callId).cseq(2),
            phone.ask(draft),
            "1001",
            "secret-1001");
    phone.sendText(again.print("192.168.1.5:5060"));
    assertThat(phone.receiveFinal("REGISTER").status()).isEqualTo(200);
  }

  /** An answer of any kind shows that the phone is there, and how far away it is. */
  @Test
  void aPhoneBehindANatIsAskedWhetherItIsThere() throws Exception {
    var often = Duration.ofMillis(100);
    startInstead(
        new EdgeFixture(
            new EdgeSettings(
                "Tandem",
                100,
                new GuessAllowance(50, Duration.ofSeconds(1)),
                new GuessAllowance(50, Duration.ofSeconds(1)),
                100,
                Duration.ofMinutes(5),
                100,
                new KeepAliveSettings(often, often, 3, Duration.ofMinutes(2)))));
    registerFromBehindANat(phone, "phone-a");

    var question = phone.receiveRequest();
    assertThat(question.method()).isEqualTo("OPTIONS");
    assertThat(question.requestUri()).isEqualTo("sip:1001@192.168.1.5:5060");
    assertThat(bindings().get(0).pulse()).isEqualTo(Pulse.UNKNOWN);
    phone.sendText(new String(SipResponse.to(question, 501).build().encode(), UTF_8));

    await().until(() -> bindings().get(0).pulse().state() == Reachability.ANSWERS);
    assertThat(bindings().get(0).pulse().roundTripMillis()).isBetween(0, 5_000);
    await().until(() -> bindings().get(0).pulse().state() == Reachability.SILENT);
    assertThat(node.count("tandem.sip.stray.responses")).isZero();
  }

  @Test
  void aFlowOfAnInstanceIsGivenBackAndConfirmed() {
    String outbound = CONTACT + ";+sip.instance=\"<urn:uuid:0a1b>\";reg-id=1";
    var accepted =
        register(
            Draft.register(outbound)
                .cseq(2)
                .header("Supported", "path, outbound")
                .header("Require", "outbound"));

    assertThat(accepted.status()).isEqualTo(200);
    assertThat(accepted.header("Require")).isEqualTo("outbound");
    assertThat(accepted.header("Flow-Timer")).isNull();
    assertThat(accepted.header("Supported")).contains("outbound");
    assertThat(accepted.header("Contact"))
        .contains("+sip.instance=\"<urn:uuid:0a1b>\"")
        .contains("reg-id=1");
    assertThat(bindings())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.instance()).isEqualTo("urn:uuid:0a1b");
              assertThat(one.regId()).isEqualTo(1);
              assertThat(one.direct()).isTrue();
            });
  }

  @Test
  void theNilInstanceIsNone() {
    String nil = ";+sip.instance=\"<urn:uuid:00000000-0000-0000-0000-000000000000>\";reg-id=1";
    var accepted = register(Draft.register(CONTACT + nil).cseq(2).header("Supported", "outbound"));

    assertThat(accepted.header("Require")).isNull();
    assertThat(bindings())
        .singleElement()
        .satisfies(one -> assertThat(one.instance()).isNull())
        .satisfies(one -> assertThat(one.regId()).isZero());
  }

  @ParameterizedTest
  @CsvSource({"<sip:edge.example;lr>, 439", "<sip:edge.example;lr;ob>, 200", ", 439"})
  void aFirstHopThatCannotKeepAFlowIsNamed(String path, int status) {
    String outbound = CONTACT + ";+sip.instance=\"<urn:uuid:0a1b>\";reg-id=1";
    var draft =
        Draft.register(outbound)
            .cseq(2)
            .header("Supported", "path, outbound")
            .header("Via", "SIP/2.0/UDP 198.51.100.9:5060;branch=z9hG4bKphone");
    if (path != null) {
      draft.header("Path", path);
    }

    assertThat(register(draft).status()).isEqualTo(status);
  }

  @Test
  void aTenantThatRegistersTooFastIsAskedToComeBackLater() {
    node.directory.change(
        profile ->
            profile.withLimits(
                new Limits(
                    10,
                    10,
                    10,
                    10,
                    1,
                    Duration.ofHours(1),
                    Duration.ofDays(1),
                    Duration.ofMinutes(1),
                    Duration.ofDays(1))));
    assertThat(register(Draft.register(CONTACT).cseq(2)).status()).isEqualTo(200);

    var refused = register(Draft.register(CONTACT).cseq(3));

    assertThat(refused.status()).isEqualTo(503);
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(2, 10);
    assertThat(node.count("tandem.sip.refused", "cause", "registers-per-second")).isEqualTo(1);
    node.clock.now = node.clock.now.plusSeconds(1);
    assertThat(register(Draft.register(CONTACT).cseq(4)).status()).isEqualTo(200);
  }

  @Test
  void theOperatorsBoundsOfExpiryHoldForSettingsOfBefore() {
    node.directory.change(
        profile ->
            profile
                .withSettings(
                    new TenantSettings(
                        List.of("MD5"),
                        Duration.ofSeconds(30),
                        new TenantSettings.RegistrationExpiry(
                            Duration.ofSeconds(10), Duration.ofHours(12), Duration.ofSeconds(20)),
                        null,
                        Duration.ofDays(1),
                        false))
                .withLimits(
                    new Limits(
                        10,
                        10,
                        10,
                        10,
                        -1,
                        Duration.ofHours(1),
                        Duration.ofDays(90),
                        Duration.ofMinutes(2),
                        Duration.ofHours(1))));

    var brief = register(Draft.register(CONTACT).cseq(2).header("Expires", "119"));
    assertThat(brief.status()).isEqualTo(423);
    assertThat(brief.header("Min-Expires")).isEqualTo("120");
    assertThat(contacts(register(Draft.register(CONTACT).cseq(3))))
        .containsExactly("sip:1001@192.0.2.1:5062 120");
    assertThat(contacts(register(Draft.register(CONTACT).cseq(4).header("Expires", "40000"))))
        .containsExactly("sip:1001@192.0.2.1:5062 3600");
  }

  @Test
  void aNonceOfAnotherNodeOrOfThePastIsStaleNotWrong() {
    var elsewhere =
        new DigestChallenges(
            EdgeFixture.keys(2), new NodeId("node-2"), node.clock, Duration.ofMinutes(5));
    String foreign = elsewhere.challenge("a.example", DigestAlgorithm.MD5, false, ELSEWHERE);
    var draft = Draft.register(CONTACT);
    var stale =
        phone.ask(
            draft.header(
                "Authorization", TestPhone.credentials(foreign, "1001", "secret-1001", draft, 1)));
    assertThat(stale.status()).isEqualTo(401);
    assertThat(stale.header("WWW-Authenticate")).containsIgnoringCase("stale=true");

    node.clock.now = node.clock.now.plusSeconds(301);
    var late =
        phone.ask(
            TestPhone.authorized(Draft.register(CONTACT).cseq(2), stale, "1001", "secret-1001"));
    assertThat(late.header("WWW-Authenticate")).containsIgnoringCase("stale=true");
    assertThat(node.count("tandem.sip.auth.failures", "reason", "password")).isZero();
  }

  @Test
  void algorithmsAreOfferedInTheTenantsOrder() {
    node.directory.change(
        profile ->
            profile.withSettings(
                new TenantSettings(
                    List.of("SHA-256", "MD5"),
                    Duration.ofSeconds(30),
                    TenantSettings.RegistrationExpiry.DEFAULT,
                    null,
                    Duration.ofDays(1),
                    false)));

    var challenge = phone.ask(Draft.register(CONTACT));
    var accepted =
        phone.ask(
            TestPhone.authorized(
                Draft.register(CONTACT).cseq(2), challenge, "1001", "secret-1001"));

    assertThat(challenge.headers("WWW-Authenticate"))
        .hasSize(2)
        .satisfies(values -> assertThat(values.get(0)).contains("SHA-256"));
    assertThat(accepted.status()).isEqualTo(200);
  }

  @Test
  void aSuspendedTenantsPhonesAreTurnedAwayForTheTimeBeing() {
    node.directory.change(profile -> profile.withStatus(TenantStatus.SUSPENDED));

    var refusal = register(Draft.register(CONTACT).cseq(2));
    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal.header("Retry-After")).isEqualTo("60");
  }

  @Test
  void theFirstRequestAfterAStartWaitsForTheTenantsConfiguration() {
    node.directory.loaded.clear();
    node.directory.gate = new CompletableFuture<>();
    phone.send(Draft.register(CONTACT));
    phone.send(Draft.of("OPTIONS")); // the loop is not held up meanwhile
    assertThat(phone.receiveFinal("OPTIONS").status()).isEqualTo(200);

    node.directory.gate.complete(null);

    assertThat(phone.receiveFinal("REGISTER").status()).isEqualTo(401);
  }

  @Test
  void whenTheConfigurationCannotBeReadThePhoneIsToldToTryAgain() {
    node.directory.loaded.clear();
    node.directory.gate = CompletableFuture.failedFuture(new IllegalStateException("away"));

    var response = phone.ask(Draft.register(CONTACT));

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.header("Retry-After")).isEqualTo("2");
  }
}
