package io.tandem.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tandem.phone.model.CallState;
import io.tandem.phone.model.PhoneSettings;
import io.tandem.phone.model.RegisterOptions;
import io.tandem.phone.model.SipReply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The phone against a scripted registrar and proxy. */
class AuthenticationTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String SDP =
      "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
          + "m=audio 9 RTP/AVP 0\r\na=recvonly\r\n";
  private static PhoneProcess process;

  private final AtomicReference<String> nonce = new AtomicReference<>("n1");
  private final AtomicReference<Integer> serverPort = new AtomicReference<>();

  @BeforeAll
  static void startProcess() {
    process = PhoneProcess.start();
  }

  @AfterAll
  static void endProcess() {
    process.close();
  }

  @Test
  void theNonceIsKeptCountedAndReplacedWhenStale(TestInfo test) throws IOException {
    try (FakeServer server = new FakeServer(this::registrar);
        Phone phone = phone(test, server)) {
      SipReply first = Phone.await(phone.register(Duration.ofMinutes(1)), SOON);
      assertThat(first.status()).isEqualTo(200);
      assertThat(first.attempts()).isEqualTo(2);
      assertThat(Phone.await(phone.register(Duration.ofMinutes(1)), SOON).attempts()).isEqualTo(1);
      nonce.set("n2");
      assertThat(Phone.await(phone.unregister(), SOON).attempts()).isEqualTo(2);

      List<String> registers = server.requests("REGISTER");
      assertThat(registers)
          .extracting(r -> FakeServer.find(r, "nc=(\\d+)"))
          .containsExactly(null, "00000001", "00000002", "00000003", "00000001");
      assertThat(registers)
          .extracting(r -> FakeServer.find(r, "CSeq: (\\d+)"))
          .containsExactly("1", "2", "3", "4", "5");
      assertThat(registers.get(1)).contains("algorithm=MD5", "username=\"auth-7\"");
      assertThat(registers.get(0)).contains("Expires: 60").doesNotContain("Authorization");
      assertThat(registers.get(4)).contains("Expires: 0");
    }
  }

  /** Offers SHA-256 first, then MD5; wants the current nonce. */
  private List<String> registrar(String request) {
    String used = FakeServer.find(request, "nonce=\"([^\"]+)\"");
    if (nonce.get().equals(used)) {
      return List.of(FakeServer.response(request, "200 OK", "r", "", ""));
    }
    String stale = used == null ? "" : ",stale=true";
    String challenges =
        challenge("WWW-Authenticate", "SHA-256", stale)
            + challenge("WWW-Authenticate", "MD5", stale);
    return List.of(FakeServer.response(request, "401 Unauthorized", "r", challenges, ""));
  }

  @Test
  void aRefusedPasswordIsNotTriedAgain(TestInfo test) throws IOException {
    try (FakeServer server =
            new FakeServer(
                request ->
                    List.of(
                        FakeServer.response(
                            request,
                            "401 Unauthorized",
                            "r",
                            challenge("WWW-Authenticate", "MD5", ""),
                            "")));
        Phone phone = phone(test, server)) {
      SipReply reply = Phone.await(phone.register(Duration.ofMinutes(1)), SOON);

      assertThat(reply.status()).isEqualTo(401);
      assertThat(reply.attempts()).isEqualTo(2);
    }
  }

  @Test
  void severalContactsAndTheWildcardAreSentAsAsked(TestInfo test) throws IOException {
    try (FakeServer server =
            new FakeServer(
                request -> List.of(FakeServer.response(request, "200 OK", "r", "", "")));
        Phone phone = phone(test, server)) {
      RegisterOptions two =
          RegisterOptions.expiring(Duration.ofMinutes(2))
              .withQ(0.5)
              .withContacts("<sip:x@127.0.0.1:9>;q=0.1");
      Phone.await(phone.register(two), SOON);
      Phone.await(phone.register(RegisterOptions.removeAll()), SOON);

      assertThat(server.requests("REGISTER").get(0)).contains("q=0.5", "<sip:x@127.0.0.1:9>;q=0.1");
      assertThat(server.requests("REGISTER").get(1)).contains("Contact: *", "Expires: 0");
    }
  }

  @Test
  void aChallengedCallIsTriedAgainAndItsForkEnded(TestInfo test) throws IOException {
    try (FakeServer server = new FakeServer(this::proxy);
        Phone phone = phone(test, server)) {
      PhoneCall call = phone.call("1002");
      call.await(CallState.ANSWERED, SOON);
      assertThat(call.status().media()).isEqualTo("sendonly");
      await().atMost(SOON).until(() -> server.requests("BYE").size() == 1);
      assertThat(server.requests("BYE").get(0)).contains("tag=fork");
      assertThat(Phone.await(call.hangUp(), SOON).status()).isEqualTo(200);

      assertThat(server.requests("INVITE"))
          .hasSize(2)
          .extracting(r -> FakeServer.find(r, "CSeq: (\\d+)"))
          .containsExactly("1", "2");
      assertThat(server.requests("INVITE").get(1)).contains("Proxy-Authorization: Digest ");
      assertThat(server.requests("ACK"))
          .filteredOn(ack -> ack.contains("tag=main"))
          .isNotEmpty()
          .allSatisfy(ack -> assertThat(ack).contains("Proxy-Authorization", "CSeq: 2 ACK"))
          .allSatisfy(ack -> assertThat(ack).contains("Route: <sip:127.0.0.1:" + server.port()));
      assertThat(server.requests("BYE").get(1)).contains("tag=main");
    }
  }

  /** Challenges INVITE, then answers it twice, by two forks. */
  private List<String> proxy(String request) {
    if (request.startsWith("ACK ")) {
      return List.of();
    }
    if (request.startsWith("BYE ")) {
      return List.of(FakeServer.response(request, "200 OK", "x", "", ""));
    }
    if (!request.contains("Proxy-Authorization")) {
      return List.of(
          FakeServer.response(
              request,
              "407 Proxy Authentication Required",
              "challenge",
              challenge("Proxy-Authenticate", "MD5", ""),
              ""));
    }
    return List.of(answer(request, "main"), answer(request, "fork"));
  }

  private String answer(String request, String tag) {
    String lines =
        "Record-Route: <sip:127.0.0.1:%s;lr>\r\nContact: <sip:%s@127.0.0.1:%s>\r\n"
                .formatted(serverPort.get(), tag, serverPort.get())
            + "Content-Type: application/sdp\r\n";
    return FakeServer.response(request, "200 OK", tag, lines, SDP);
  }

  private String challenge(String header, String algorithm, String more) {
    return "%s: Digest realm=\"acme\",nonce=\"%s\",qop=\"auth\",algorithm=%s%s\r\n"
        .formatted(header, nonce.get(), algorithm, more);
  }

  private Phone phone(TestInfo test, FakeServer server) {
    serverPort.set(server.port());
    return process.phone(
        PhoneSettings.user("1001")
            .name(test.getTestMethod().orElseThrow().getName())
            .authUser("auth-7")
            .password("secret")
            .domain("acme.test")
            .algorithms("MD5")
            .proxy("127.0.0.1", server.port())
            .build());
  }
}
