package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.cdr.CallRecord;
import io.tandem.cdr.CallResult;
import io.tandem.cdr.EndReason;
import io.tandem.id.TenantId;
import io.tandem.sip.message.SipResponse;
import io.tandem.tenant.AdmissionDecision;
import io.tandem.tenant.Limits;
import io.tandem.tenant.TenantStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** INVITEs that go no further than the door, and what is recorded of them. */
class RefusedInviteTest extends EdgeAndPhone {
  @ParameterizedTest
  @CsvSource({
    "sip:1009@a.example, 404",
    "sip:alice@a.example, 404",
    "sip:a.example, 404",
    "sip:1002@b.example, 404",
    "tel:+441632960000, 404",
    "tel:1002;phone-context=b.example, 404",
    "tel:1002;phone-context=+44, 404"
  })
  void whatLeadsNowhereIsRefusedAndRecorded(String uri, int status) {
    node.directory.put(FakeDirectory.tenant(TenantId.fromLong(12), "b.example"));

    assertThat(refused(Draft.invite("1002").uri(uri)).status()).isEqualTo(status);
    assertThat(node.records)
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.result()).isEqualTo(CallResult.FAILED);
              assertThat(record.sipStatus()).isEqualTo(status);
              assertThat(record.caller()).isEqualTo("1001");
              assertThat(record.legs()).hasSize(1);
            });
    assertThat(node.told).isEmpty();
  }

  @Test
  void whatWasDialledIsRecordedButNotAtAnyLength() {
    refused(Draft.invite("1002").uri("sip:" + "9".repeat(500) + "@a.example"));

    assertThat(node.records)
        .singleElement()
        .extracting(CallRecord::dialled)
        .isEqualTo("9".repeat(128));
  }

  @Test
  void whatWasDialledIsCutBetweenCharacters() {
    refused(Draft.invite("1002").uri("sip:" + "1".repeat(127) + "%F0%9F%98%80@a.example"));

    assertThat(node.records)
        .singleElement()
        .extracting(CallRecord::dialled)
        .isEqualTo("1".repeat(127));
  }

  @ParameterizedTest
  @CsvSource({
    "sip:1002@a.example",
    "sip:1001@b.example",
    "sip:1001@192.0.2.99",
    "tel:+4412345",
    "tel:1001;phone-context=b.example",
    "sip:anonymous@anonymous.invalid",
    "sip:anonymous@a.example"
  })
  void aUserCallsWithNoFromButItsOwn(String from) {
    assertThat(refused(Draft.invite("1002").from(from)).status()).isEqualTo(403);
    assertThat(node.count("tandem.sip.refused", "cause", "from")).isEqualTo(1);
    assertThat(node.told).isEmpty();
  }

  @Test
  void whatIsNoTelephoneNumberIsMalformed() {
    assertThat(phone.ask(Draft.invite("1002").uri("tel:hello")).status()).isEqualTo(400);
    assertThat(phone.ask(Draft.invite("1002").uri("tel:;phone-context=x")).status()).isEqualTo(400);
  }

  /** Nothing says whose such a request may be. */
  @Test
  void whoNamesNoDomainIsChallengedAllTheSame() {
    var answer = phone.ask(Draft.invite("1002").from("tel:1001").uri("tel:1002"));

    assertThat(answer.status()).isEqualTo(407);
  }

  @Test
  void wrongPasswordsUnknownUsersAndUnknownTenantsLookTheSame() {
    for (String[] who :
        new String[][] {
          {"1001", "a.example"}, {"1009", "a.example"}, {"1001", "nowhere.example"}
        }) {
      String from = "sip:" + who[0] + "@" + who[1];
      var first = Draft.invite("1002").uri("sip:1002@" + who[1]).from(from);
      var again = Draft.invite("1002").uri("sip:1002@" + who[1]).from(from).cseq(2);

      var refusal = phone.askAs(who[0], "wrong", first, again);

      assertThat(refusal.status()).isEqualTo(407);
      assertThat(refusal.header("Proxy-Authenticate")).contains("realm=\"" + who[1] + "\"");
    }
    assertThat(node.records).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CONCURRENT_CALLS, 503, 5, LIMIT",
    "CALLS_PER_SECOND, 503, 1, LIMIT",
    "TENANT_INACTIVE,  503, 60, FAILED",
    "UNAVAILABLE,      503, 2, FAILED"
  })
  void whoIsNotAdmittedIsToldWhenToTryAgain(
      AdmissionDecision decision, int status, String retryAfter, EndReason reason) {
    node.admission.decide(decision);

    var response = refused(Draft.invite("1002"));

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header("Retry-After")).isEqualTo(retryAfter);
    assertThat(node.records)
        .singleElement()
        .satisfies(record -> assertThat(record.endReason()).isEqualTo(reason));
  }

  @Test
  void whoIsRefusedFasterThanItMayCallLeavesNoMoreRecords() {
    node.directory.change(profile -> profile.withLimits(new Limits(10, 10, 10, 2)));
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThat(refused(Draft.invite("1009")).status()).isEqualTo(404);
    }
    assertThat(node.records).hasSize(2);
    assertThat(node.count("tandem.cdr.refused.unrecorded")).isEqualTo(1);

    node.clock.now = node.clock.now.plusSeconds(1);
    refused(Draft.invite("1009"));
    assertThat(node.records).hasSize(3);
  }

  @Test
  void aSuspendedTenantPlacesNoCallsForTheTimeBeing() {
    node.directory.change(profile -> profile.withStatus(TenantStatus.SUSPENDED));

    var refusal = refused(Draft.invite("1002"));
    assertThat(refusal.status()).isEqualTo(503);
    assertThat(refusal.header("Retry-After")).isEqualTo("60");
    assertThat(node.records).hasSize(1);
  }

  @Test
  void aTenantThatIsBeingDeletedIsUnknownAlready() {
    node.directory.change(profile -> profile.withStatus(TenantStatus.DELETING));

    assertThat(refused(Draft.invite("1002")).status()).isEqualTo(407);
    assertThat(node.records).isEmpty();
  }

  @Test
  void anAdmissionThatFailsIsRefusedRecordedAndForgotten() throws Exception {
    node.admission.decision = new CompletableFuture<>();
    call(Draft.invite("1002"));
    assertThat(((SipResponse) phone.receive()).status()).isEqualTo(100);

    node.admission.decision.completeExceptionally(new IllegalStateException("no database"));

    assertThat(phone.receiveFinal("INVITE").status()).isEqualTo(503);
    assertThat(node.records).singleElement().extracting(CallRecord::sipStatus).isEqualTo(503);
    assertThat(node.edge.owners()).isZero();
  }

  @Test
  void aTenantThatFloodsTheDoorFillsItsOwnShareOnly() throws Exception {
    var settings =
        new EdgeSettings(
            "Tandem",
            1,
            new GuessAllowance(50, Duration.ofSeconds(1)),
            new GuessAllowance(50, Duration.ofSeconds(1)),
            100,
            Duration.ofMinutes(5),
            100,
            KeepAliveSettings.defaults());
    startInstead(new EdgeFixture(settings));
    node.admission.decision = new CompletableFuture<>();
    call(Draft.invite("1002"));
    assertThat(((SipResponse) phone.receive()).status()).isEqualTo(100);

    var second = refused(Draft.invite("1003"));

    assertThat(second.status()).isEqualTo(503);
    assertThat(second.header("Retry-After")).isEqualTo("1");
    assertThat(node.count("tandem.sip.refused", "cause", "outstanding")).isEqualTo(1);
    node.admission.decision.complete(AdmissionDecision.ADMITTED);
    assertThat(started().dialled()).isEqualTo("1002");
    call(Draft.invite("1003"));
    assertThat(started().dialled()).isEqualTo("1003");
  }
}
