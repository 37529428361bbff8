package io.tandem.api.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.api.support.FakeCluster;
import io.tandem.api.support.TestApi;
import io.tandem.id.CallId;
import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.registrar.Binding;
import io.tandem.registrar.Pulse;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import io.tandem.tenant.LiveCall;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What lives now: registrations, calls, nodes. */
class LiveResourcesTest {
  private final TestApi api = TestApi.start();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void registrationsAreListedAndRemoved() {
    var binding = register("1001", "192.0.2.1");

    var items = api.ann().get(api.acmePath() + "/registrations").json().path("items");
    assertThat(items).hasSize(1);
    assertThat(items.get(0).path("received_from").asText()).isEqualTo("192.0.2.1:5060");
    assertThat(api.bob().get("/v1/tenants/" + api.other + "/registrations").json().path("items"))
        .isEmpty();

    String one = "/extensions/1001/registrations/" + binding.id();
    assertThat(api.bob().delete("/v1/tenants/" + api.other + one).status()).isEqualTo(404);
    assertThat(api.ann().delete(api.acmePath() + one).status()).isEqualTo(204);
    assertThat(api.ann().delete(api.acmePath() + one).status()).isEqualTo(404);
  }

  @Test
  void aRegistrationSaysWhetherItsPhoneAnswers() {
    api.cluster.add(api.acme, new Extension("1001"), register("1001", "192.0.2.1"));
    var quiet = registrations().get(0);
    assertThat(quiet.path("reachability").asText()).isEqualTo("UNKNOWN");
    assertThat(quiet.path("behind_nat").asBoolean()).isTrue();
    assertThat(quiet.has("round_trip_ms")).isFalse();
    assertThat(quiet.has("reg_id")).isFalse();

    var answering = register("1000", "192.0.2.9").withPulse(Pulse.answered(23));
    api.cluster.add(api.acme, new Extension("1000"), answering);

    assertThat(registrations())
        .anySatisfy(one -> assertThat(one.path("round_trip_ms").asInt()).isEqualTo(23))
        .anySatisfy(one -> assertThat(one.path("reachability").asText()).isEqualTo("ANSWERS"));
  }

  private List<JsonNode> registrations() {
    var items = new ArrayList<JsonNode>();
    api.ann().get(api.acmePath() + "/registrations").json().path("items").forEach(items::add);
    return items;
  }

  private Binding register(String number, String host) {
    var flow =
        new Flow(FakeCluster.NODE, "udp", Transport.UDP, new InetSocketAddress(host, 5060), 0);
    var now = api.clock.instant();
    String contact = "sip:" + number + "@" + host;
    var binding = new Binding(contact, flow, List.of(), 1, now.plusSeconds(300), now, "c", 1, null);
    api.cluster.add(api.acme, new Extension(number), binding);
    return binding;
  }

  private List<String> registered() {
    var numbers = new ArrayList<String>();
    api.ann()
        .get(api.acmePath() + "/registrations")
        .json()
        .path("items")
        .forEach(item -> numbers.add(item.path("extension").asText()));
    return numbers;
  }

  private void create(String number) {
    String body = "{'number': '%s', 'password': 'secret-of-phone'}".formatted(number);
    assertThat(api.ann().post(api.acmePath() + "/extensions", body).status()).isEqualTo(201);
    register(number, "192.0.2.1");
    register(number, "192.0.2.2");
  }

  @Test
  void anAddressOfIpv6StandsInBrackets() {
    register("1001", "2001:db8::1");

    var item = api.ann().get(api.acmePath() + "/registrations").json().path("items").get(0);

    assertThat(item.path("received_from").asText()).isEqualTo("[2001:db8:0:0:0:0:0:1]:5060");
  }

  @Test
  void anExtensionThatIsRemovedTakesItsRegistrationsAlong() {
    create("1001");
    create("1002");
    String one = api.acmePath() + "/extensions/1001";

    assertThat(api.ann().delete(one, "If-Match", "\"999\"").status()).isEqualTo(412);
    assertThat(registered()).containsExactly("1001", "1001", "1002", "1002");
    assertThat(api.ann().delete(one).status()).isEqualTo(204);

    assertThat(registered()).containsExactly("1002", "1002");
  }

  @Test
  void aRemovalThatEndedHalfWayCanBeRepeated() {
    create("1001");
    String one = api.acmePath() + "/extensions/1001";
    api.cluster.failWith(new TimeoutException("the registrar is silent"));

    assertThat(api.ann().delete(one).status()).isEqualTo(503);
    assertThat(registered()).hasSize(2);
    api.cluster.failWith(null);
    assertThat(api.ann().delete(one).status()).isEqualTo(404);

    assertThat(registered()).isEmpty();
  }

  @Test
  void anExtensionThatIsDisabledLosesItsRegistrations() {
    for (String number : List.of("1001", "1002", "1003")) {
      create(number);
    }
    String path = api.acmePath() + "/extensions/";

    api.ann().patch(path + "1001", "{'display_name': 'Ann', 'enabled': true}");
    api.ann().patch(path + "1002", "{'enabled': false}");
    api.ann().put(path + "1003", "{'enabled': false}");

    assertThat(registered()).containsExactly("1001", "1001");
  }

  @Test
  void liveCallsAreListedAndHungUp() {
    var call = CallId.fromLongs(7, 7);
    api.cluster.add(live(api.acme, call));

    var items = api.ann().get(api.acmePath() + "/calls").json().path("items");
    assertThat(items).hasSize(1);
    assertThat(items.get(0).path("state").asText()).isEqualTo("TALKING");

    assertThat(api.bob().delete("/v1/tenants/" + api.other + "/calls/" + call).status())
        .isEqualTo(404);
    assertThat(api.ann().delete(api.acmePath() + "/calls/" + call).status()).isEqualTo(204);
    assertThat(api.ann().delete(api.acmePath() + "/calls/" + call).status()).isEqualTo(404);
    assertThat(api.ann().delete(api.acmePath() + "/calls/none").status()).isEqualTo(404);
  }

  private LiveCall live(TenantId tenant, CallId call) {
    var started = api.clock.instant();
    return new LiveCall(
        tenant,
        call,
        "1001",
        "1002",
        "TALKING",
        started,
        started.plus(Duration.ofSeconds(3)),
        FakeCluster.NODE,
        Set.of(FakeCluster.NODE));
  }

  @Test
  void nodesAreListedThoseThatAreAwayToo() {
    var items = api.root().get("/v1/nodes").json().path("items");

    assertThat(items).hasSize(2);
    assertThat(items.get(0).path("name").asText()).isEqualTo("node-1");
    assertThat(items.get(0).path("status").asText()).isEqualTo("UP");
    assertThat(items.get(0).has("away_since")).isFalse();
    assertThat(items.get(1).path("name").asText()).isEqualTo("node-2");
    assertThat(items.get(1).path("status").asText()).isEqualTo("LOST");
    assertThat(items.get(1).path("away_since").asText()).isEqualTo("1970-01-01T00:00:00.000Z");
  }

  @Test
  void aNodeIsLostWhenTheOperatorSaysSoUnlessItLives() {
    var lost = api.root().send("POST", "/v1/nodes/node-2/lost", null);
    var lives = api.root().send("POST", "/v1/nodes/node-1/lost", null);

    assertThat(lost.status()).isEqualTo(200);
    assertThat(lost.json().path("name").asText()).isEqualTo("node-2");
    assertThat(lost.json().path("calls").asInt()).isEqualTo(3);
    assertThat(lost.json().path("lived_until").asText()).startsWith("1970-01-01T00:00:00");
    assertThat(lives.status()).isEqualTo(409);
    assertThat(lives.code()).isEqualTo("NODE_LIVES");
    var told = api.root().get("/v1/audit?kind=CHANGE").json().path("items");
    assertThat(told).hasSize(1);
    assertThat(told.get(0).path("action").asText()).isEqualTo("node.lost");
    assertThat(told.get(0).path("object").asText()).isEqualTo("node/node-2");
    assertThat(told.get(0).path("actor").asText()).isEqualTo("root");
    assertThat(told.get(0).path("after").path("calls").asInt()).isEqualTo(3);
  }
}
