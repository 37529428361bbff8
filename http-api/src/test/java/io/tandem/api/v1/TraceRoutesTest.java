package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.api.support.TestApi;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TraceRoutesTest {
  private TestApi api;

  @BeforeEach
  void start() {
    api = TestApi.start();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void aTenantsAdministratorTracesTheTenantAlone() {
    String path = api.acmePath() + "/traces";
    var begun = api.ann().post(path, "{'extension': '1001', 'duration': 'PT5M'}");
    assertThat(begun.status()).isEqualTo(201);
    assertThat(begun.json().path("domain").asText()).isEqualTo("acme.test");
    assertThat(begun.json().path("log").asBoolean()).isFalse();
    String one = begun.header("Location");

    var file = api.ann().get(one + "/pcap");
    assertThat(file.status()).isEqualTo(200);
    assertThat(file.header("Content-Type")).isEqualTo("application/vnd.tcpdump.pcap");
    assertThat(api.ann().get(path).json().path("items")).hasSize(1);
    String others = "/v1/tenants/" + api.other + "/traces";
    assertThat(api.bob().get(others).json().path("items")).isEmpty();
    String id = begun.json().path("id").asText();
    assertThat(api.bob().get(others + "/" + id + "/pcap").status()).isEqualTo(404);
    assertThat(api.bob().delete(others + "/" + id).status()).isEqualTo(404);
    assertThat(api.root().get("/v1/traces").json().path("items")).hasSize(1);
    assertThat(api.root().get("/v1/traces/" + id + "/pcap").status()).isEqualTo(200);

    assertThat(api.ann().delete(one).status()).isEqualTo(204);
    assertThat(api.ann().get(one + "/pcap").status()).isEqualTo(404);
    assertThat(api.ann().get(api.acmePath() + "/audit").text())
        .contains("trace.start", "ann@", "\"domain\":\"")
        .doesNotContain("TraceFilter");
  }

  @Test
  void aSystemAdministratorTracesAddressesToo() {
    var begun = api.root().post("/v1/traces", "{'address': '2001:db8::7', 'log': true}");
    assertThat(begun.status()).isEqualTo(201);
    assertThat(begun.json().path("address").asText()).isEqualTo("2001:db8:0:0:0:0:0:7");
    var ofTenant = api.root().post("/v1/traces", "{'tenant_id': '%s'}".formatted(api.acme));
    assertThat(ofTenant.json().path("domain").asText()).isEqualTo("acme.test");
    assertThat(api.ann().get(api.acmePath() + "/traces").json().path("items"))
        .as("the operator's are not the tenant's")
        .isEmpty();
    api.clock.advance(Duration.ofMinutes(80));
    assertThat(api.root().get("/v1/traces").json().path("items")).isEmpty();
  }

  @Test
  void whatIsNoTraceIsRefused() {
    for (String wrong :
        new String[] {
          "{}",
          "{'address': 'phone.example'}",
          "{'extension': 'x y'}",
          "{'extension': '1001', 'duration': 'PT2H'}",
          "{'extension': '1001', 'duration': 'PT0S'}"
        }) {
      assertThat(api.root().post("/v1/traces", wrong).status()).as(wrong).isEqualTo(422);
    }
  }
}
