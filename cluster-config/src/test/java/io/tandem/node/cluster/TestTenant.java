package io.tandem.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.CallState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A tenant of a {@link TestCluster}. */
final class TestTenant {
  private final TestCluster cluster;
  private final String id;
  private final String domain;

  /** Two phones in a call. */
  record Talk(PhoneCall caller, PhoneCall callee) {}

  TestTenant(TestCluster cluster, String id, String domain) {
    this.cluster = cluster;
    this.id = id;
    this.domain = domain;
  }

  String domain() {
    return domain;
  }

  /** Its path in the API. */
  String path() {
    return "/v1/tenants/" + id;
  }

  /** A registered phone of {@code extension} at {@code node}. */
  Phone phone(ClusterNode node, String extension, int tone) {
    var phone = cluster.phones.phone(node.phone(extension, domain, tone));
    register(phone);
    return phone;
  }

  static void register(Phone phone) {
    var reply = Phone.await(phone.register(Duration.ofMinutes(5)), TestCluster.SOON);
    assertThat(reply.status()).as("REGISTER of %s", phone.name()).isEqualTo(200);
  }

  /** Calls {@code callee}, which answers, and waits until both sides stand. */
  static Talk talk(Phone caller, Phone callee) {
    PhoneCall call = caller.call(callee.settings().user());
    PhoneCall incoming = arrival(call, callee);
    Phone.await(incoming.answer(), TestCluster.SOON);
    call.await(CallState.ANSWERED, TestCluster.SOON);
    incoming.await(CallState.ANSWERED, TestCluster.SOON);
    return new Talk(call, incoming);
  }

  private static PhoneCall arrival(PhoneCall call, Phone callee) {
    try {
      return callee.awaitIncoming(TestCluster.SOON);
    } catch (AssertionError e) {
      throw new AssertionError("the call did not arrive; its caller stands at " + call, e);
    }
  }

  /** How many calls it has by its limits, as {@code node} says. */
  int callsInUse(ClusterNode node) {
    return node.api()
        .get(path() + "/usage")
        .expect(200)
        .body()
        .path("concurrent_calls")
        .path("used")
        .asInt(-1);
  }

  /** How many calls live, as {@code node} says. */
  int liveCalls(ClusterNode node) {
    return node.api().get(path() + "/calls").expect(200).body().get("items").size();
  }

  /** Its call records, oldest first, once there are {@code count}. */
  List<JsonNode> records(ClusterNode node, int count) {
    var items = new ArrayList<JsonNode>();
    await("call records")
        .atMost(TestCluster.SOON)
        .untilAsserted(
            () -> {
              items.clear();
              node.api()
                  .get(path() + "/cdrs?limit=200")
                  .expect(200)
                  .body()
                  .get("items")
                  .forEach(items::add);
              assertThat(items).hasSize(count);
            });
    items.sort((a, b) -> a.path("started_at").asText().compareTo(b.path("started_at").asText()));
    return items;
  }
}
