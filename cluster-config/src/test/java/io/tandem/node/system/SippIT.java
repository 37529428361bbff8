package io.tandem.node.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.bench.sipp.Account;
import io.tandem.bench.sipp.Scenario;
import io.tandem.bench.sipp.Sipp;
import io.tandem.bench.sipp.SippRun;
import io.tandem.node.Lane;
import io.tandem.node.TestNode;
import io.tandem.sip.transport.Transport;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** SIPp registers and calls through the node. */
@ExtendWith(NodeAtRest.class)
@RequiresProgram(value = "sipp", debian = "sip-tester")
@ResourceLock(Lane.SHARED_NODE)
class SippIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String HOST = "127.0.0.1";
  private static final int SILENT = 9;
  private static final String PASSWORD = "sipp-secret-100";

  @TempDir Path files;

  private final TestNode node = TestNode.shared();
  private final InetSocketAddress proxy = node.sip(Transport.UDP);

  @Test
  void registersOverUdpAndTcp() {
    try (var tenant =
        TestTenant.create(node).extension("1001", PASSWORD).extension("1002", PASSWORD)) {
      var lines = List.of(account(tenant, "1001").line(), account(tenant, "1002").line());
      var udp = Sipp.of(Scenario.REGISTER, files).from(HOST, 0).to(proxy).users(lines);
      try (SippRun run = udp.key("expires", "60").calls(2).start()) {
        assertThat(run.await(LIMIT).allSuccessful(2)).isTrue();
      }
      assertThat(tenant.get("/registrations").get("items")).hasSize(2);

      var tcp = node.sip(Transport.TCP);
      var overTcp = Sipp.of(Scenario.REGISTER, files).from(HOST, 0).to(tcp).users(lines).overTcp();
      try (SippRun run = overTcp.key("expires", "60").calls(2).start()) {
        assertThat(run.await(LIMIT).allSuccessful(2)).isTrue();
      }
      assertThat(tenant.get("/registrations").get("items").findValuesAsText("transport"))
          .contains("UDP", "TCP");
    }
  }

  @Test
  void fiftyCallsAreAnsweredHeldAndRecorded() throws IOException {
    int calls = 50;
    try (var tenant =
        TestTenant.create(node).extension("1001", PASSWORD).extension("1002", PASSWORD)) {
      tenant.limits("concurrent_calls", -1, "calls_per_second", -1);
      int port = freePort();
      int callerPort = freePort();
      register(account(tenant, "1002"), port);
      register(
          account(tenant, "1001"), callerPort); // SIPp signs its proxy's address, not whom it calls
      var answering = Sipp.of(Scenario.UAS, files).from(HOST, port);
      var calling =
          Sipp.of(Scenario.UAC, files)
              .from(HOST, callerPort)
              .to(proxy)
              .users(List.of(account(tenant, "1001").line("1002", SILENT)))
              .rate(25)
              .hold(Duration.ofMillis(300))
              .calls(calls);
      try (SippRun callees = answering.users(List.of(String.valueOf(SILENT))).start();
          SippRun callers = calling.start()) {
        assertThat(callees.isAlive()).isTrue();
        var result = callers.await(LIMIT);
        assertThat(result.allSuccessful(calls)).as(result.errors()).isTrue();
      }
      var records = tenant.cdrs(calls);
      assertThat(records).hasSize(calls);
      assertThat(records.findValuesAsText("end_reason")).containsOnly("CALLER_HANGUP");
    }
  }

  /** PRACK on both legs: each side's is answered, and asked for, by the node. */
  @Test
  void provisionalResponsesAreReliableForWhoWantsThem() throws IOException {
    int calls = 3;
    try (var tenant =
        TestTenant.create(node).extension("1001", PASSWORD).extension("1002", PASSWORD)) {
      int port = freePort();
      int callerPort = freePort();
      register(account(tenant, "1002"), port);
      register(account(tenant, "1001"), callerPort);
      var answering = Sipp.of(Scenario.UAS_RELIABLE, files).from(HOST, port).calls(calls);
      var calling =
          Sipp.of(Scenario.UAC_RELIABLE, files)
              .from(HOST, callerPort)
              .to(proxy)
              .users(List.of(account(tenant, "1001").line("1002", SILENT)))
              .hold(Duration.ofMillis(100))
              .calls(calls);
      try (SippRun callees = answering.users(List.of(String.valueOf(SILENT))).start();
          SippRun callers = calling.start()) {
        var called = callers.await(LIMIT);
        assertThat(called.allSuccessful(calls)).as(called.errors()).isTrue();
        var answered = callees.await(LIMIT);
        assertThat(answered.allSuccessful(calls)).as(answered.errors()).isTrue();
      }
      assertThat(tenant.cdrs(calls).findValuesAsText("end_reason")).containsOnly("CALLER_HANGUP");
    }
  }

  private void register(Account account, int port) throws IOException {
    var phone = Sipp.of(Scenario.REGISTER, files).from(HOST, port).to(proxy);
    try (SippRun run = phone.users(List.of(account.line())).key("expires", "60").calls(1).start()) {
      assertThat(run.await(LIMIT).allSuccessful(1)).isTrue();
    }
  }

  private Account account(TestTenant tenant, String number) {
    return new Account(number, tenant.domain(), PASSWORD);
  }

  private static int freePort() throws IOException {
    try (var probe = new DatagramSocket(0, InetAddress.getByName(HOST))) {
      return probe.getLocalPort();
    }
  }
}
