package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.id.Extension;
import io.tandem.id.NodeId;
import io.tandem.registrar.ContactUpdate;
import io.tandem.registrar.Registration;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Wrong passwords keep out who gives them, and not the phones behind the same address. */
class GuessingTest extends EdgeAndPhone {
  private int count;

  @BeforeEach
  void guard() throws Exception {
    startInstead(new EdgeFixture(EdgeFixture.guesses(3, 10)));
  }

  private SipResponse register(TestPhone who, String user, String password) {
    String address = "sip:" + user + "@a.example";
    var first = Draft.register().from(address).to(address).callId("r-" + ++count);
    var again =
        Draft.register("<sip:" + user + "@192.0.2.1>")
            .from(address)
            .to(address)
            .callId("r-" + count)
            .cseq(2);
    return who.askAs(user, password, first, again);
  }

  private void registeredElsewhere(String number) throws Exception {
    var asPhone = new InetSocketAddress("127.0.0.1", phone.port());
    var flow = new Flow(new NodeId("node-2"), "udp:a", Transport.UDP, asPhone, 0);
    var contact = new ContactUpdate("sip:" + number + "@192.0.2.1", 1, 600, null, 0, false);
    var registered =
        new Registration(flow, "elsewhere", 1, List.of(), null, List.of(contact), false, 10);
    node.registrar
        .register(FakeDirectory.TENANT, new Extension(number), registered)
        .toCompletableFuture()
        .get(5, TimeUnit.SECONDS);
  }

  @Test
  void anOfficeWithOneOldPasswordIsServed() throws Exception {
    for (int attempt = 0; attempt < 50; attempt++) {
      try (var old = node.phone()) {
        assertThat(register(old, "1003", "old").status()).isEqualTo(attempt < 3 ? 401 : 503);
      }
    }
    assertThat(register(phone, "1001", "secret-1001").status()).isEqualTo(200);
    try (var other = node.phone()) {
      assertThat(register(other, "1002", "secret-1002").status()).isEqualTo(200);
    }
    var limited = register(phone, "1003", "secret-1003");
    assertThat(limited.status()).isEqualTo(503);
    assertThat(limited.header("Retry-After")).isEqualTo("10");

    node.clock.now = node.clock.now.plusSeconds(10);
    assertThat(register(phone, "1003", "secret-1003").status()).isEqualTo(200);
  }

  /** As svcrack and its kind do: many users, many passwords, from one address. */
  @Test
  void whoTriesManyUsersIsStoppedAndTheRegisteredPhonesBesideAreNot() throws Exception {
    assertThat(register(phone, "1001", "secret-1001").status()).isEqualTo(200);
    try (var scanner = node.phone()) {
      int looked = 0;
      for (int guess = 0; guess < 60; guess++) {
        var answer = register(scanner, Integer.toString(2000 + guess % 20), "guess" + guess);
        looked += answer.status() == 401 ? 1 : 0;
      }
      assertThat(looked).isEqualTo(10);
      assertThat(register(scanner, "1002", "secret-1002").status()).isEqualTo(503);
      for (int guess = 0; guess < 10; guess++) {
        register(scanner, "1001", "guess" + guess);
      }
      assertThat(register(scanner, "1001", "secret-1001").status()).isEqualTo(503);
    }

    assertThat(register(phone, "1001", "secret-1001").status()).isEqualTo(200);
    try (var elsewhere = new TestPhone(node.address(), InetAddress.getByName("127.0.9.1"))) {
      assertThat(register(elsewhere, "1002", "secret-1002").status()).isEqualTo(200);
    }
  }

  /** What another node has registered, or this one before its start, the registrar knows. */
  @Test
  void aPhoneThatRegisteredElsewhereIsNotHeldUpByWhoGuessesBesideIt() throws Exception {
    registeredElsewhere("1002");
    for (int guess = 0; guess < 11; guess++) {
      register(phone, Integer.toString(2000 + guess), "guess");
    }

    assertThat(register(phone, "1003", "secret-1003").status()).isEqualTo(503);
    assertThat(register(phone, "1002", "secret-1002").status()).isEqualTo(200);
  }

  /** On the flow of its registration, that is, wherever this is known. */
  @Test
  void norByWhoGuessesItsOwnPassword() throws Exception {
    registeredElsewhere("1002");
    try (var guesser = node.phone()) {
      for (int guess = 0; guess < 4; guess++) {
        register(guesser, "1002", "guess");
      }
    }
    node.clock.now = node.clock.now.plusSeconds(1);

    assertThat(register(phone, "1002", "secret-1002").status()).isEqualTo(200);
  }

  @Test
  void aRegisteredPhonesGuessesAreLimitedToo() {
    assertThat(register(phone, "1001", "secret-1001").status()).isEqualTo(200);
    for (int guess = 0; guess < 5; guess++) {
      assertThat(register(phone, "1001", "guess").status()).isEqualTo(guess < 3 ? 401 : 503);
    }
  }
}
