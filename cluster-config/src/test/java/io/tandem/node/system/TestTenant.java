package io.tandem.node.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.tandem.harness.ApiClient;
import io.tandem.node.TestNode;
import io.tandem.phone.Phone;
import io.tandem.phone.model.PhoneSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A tenant of its own for a test, made through the HTTP API, with a domain that no other test has;
 * and its phones, which are switched off when it is closed.
 */
public final class TestTenant implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration REGISTRATION = Duration.ofMinutes(5);
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final TestNode node;
  private final String id;
  private final String domain;
  private final List<Phone> phones = new ArrayList<>();
  private final Map<String, Integer> devices = new HashMap<>();

  private TestTenant(TestNode node, String id, String domain) {
    this.node = node;
    this.id = id;
    this.domain = domain;
  }

  /** A tenant whose extensions ring for a minute at most, and call from anywhere. */
  public static TestTenant create(TestNode node) {
    return create(node, Map.of());
  }

  /**
   * A tenant.
   *
   * @param properties of the resource, such as {@code settings} and {@code limits}, besides those
   *     that every tenant must have; its extensions call from anywhere unless the settings say
   *     other
   */
  public static TestTenant create(TestNode node, Map<String, Object> properties) {
    String domain = "t%d.example".formatted(NUMBERS.incrementAndGet());
    Map<String, Object> settings = new HashMap<>();
    settings.put("calls_from_registered_networks", false);
    ((Map<?, ?>) properties.getOrDefault("settings", Map.of()))
        .forEach((name, value) -> settings.put((String) name, value));
    Map<String, Object> body = new HashMap<>(properties);
    body.put("settings", settings);
    body.put("domain", domain);
    body.put(
        "administrator", Map.of("username", "admin", "password", "administrator of " + domain));
    String id = node.api().post("/v1/tenants", body).expect(201).body().get("id").asText();
    return new TestTenant(node, id, domain);
  }

  /** The tenant's id. */
  public String id() {
    return id;
  }

  /** Its SIP domain. */
  public String domain() {
    return domain;
  }

  /** The digest password of an extension. */
  public String password(String extension) {
    return "password of " + extension + "@" + domain;
  }

  /** The path of its resource, or of one below it. */
  public String path(String below) {
    return "/v1/tenants/" + id + below;
  }

  /** Reads one of its resources. */
  public JsonNode get(String below) {
    return node.api().get(path(below)).expect(200).body();
  }

  /**
   * Makes an extension with a password of letters, digits and dashes, for phones that need that.
   */
  public TestTenant extension(String number, String password) {
    var body = Map.of("number", number, "display_name", "Phone " + number, "password", password);
    node.api().post(path("/extensions"), body).expect(201);
    return this;
  }

  /** Changes limits: names and values in turn. */
  public void limits(Object... namesAndValues) {
    Map<String, Object> limits = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      limits.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    node.api().patch(path(""), Map.of("limits", limits)).expect(200);
  }

  /** Makes an extension. */
  public TestTenant extension(String number) {
    createExtension(number).expect(201);
    return this;
  }

  /** Tries to make an extension. */
  public ApiClient.Reply createExtension(String number) {
    return node.api()
        .post(
            path("/extensions"),
            Map.of(
                "number", number, "display_name", "Phone " + number, "password", password(number)));
  }

  /**
   * Makes the extension if need be, and a phone of it that signals over UDP and sends a tone of as
   * many hertz as its number says. It is not registered yet.
   */
  public Phone phone(String extension) {
    return phone(extension, settings -> settings);
  }

  /** The same, with other settings. */
  public Phone phone(String extension, UnaryOperator<PhoneSettings.Builder> settings) {
    int device = devices.merge(extension, 1, Integer::sum);
    if (device == 1) {
      extension(extension);
    }
    InetSocketAddress udp = node.sip(io.tandem.sip.transport.Transport.UDP);
    PhoneSettings.Builder standard =
        PhoneSettings.user(extension)
            .name("%s-%s-%d".formatted(domain, extension, device))
            .password(password(extension))
            .domain(domain)
            .proxy(udp.getAddress().getHostAddress(), udp.getPort())
            .tone(Integer.parseInt(extension));
    Phone phone = node.phones().phone(settings.apply(standard).build());
    phones.add(phone);
    return phone;
  }

  /** A phone as by {@link #phone(String)}, registered. */
  public Phone registered(String extension) {
    return registered(extension, settings -> settings);
  }

  /** The same, with other settings. */
  public Phone registered(String extension, UnaryOperator<PhoneSettings.Builder> settings) {
    Phone phone = phone(extension, settings);
    assertThat(Phone.await(phone.register(REGISTRATION), SOON).status()).isEqualTo(200);
    return phone;
  }

  /** A phone that the test has switched off itself. */
  public void forget(Phone phone) {
    phones.remove(phone);
  }

  /** The calls that live. */
  public JsonNode calls() {
    return get("/calls").get("items");
  }

  /** Waits until no call lives. */
  public void awaitNoCalls() {
    await().atMost(SOON).untilAsserted(() -> assertThat(calls()).isEmpty());
  }

  /** Waits for so many call detail records, no more and no less; the latest stands first. */
  public JsonNode cdrs(int count) {
    return await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> get("/cdrs").get("items"), items -> items.size() >= count);
  }

  /** Waits for the only call's record. */
  public Record cdr() {
    JsonNode items = cdrs(1);
    assertThat(items).hasSize(1);
    return new Record(items.get(0));
  }

  /** The record of a call, with assertions that read like it. */
  public record Record(JsonNode json) {
    /** Asserts what came of the call, why it ended and the caller's final status. */
    public Record ended(String result, String reason, int sipStatus) {
      assertThat(
              List.of(
                  json.path("result").asText(),
                  json.path("end_reason").asText(),
                  json.path("sip_status").asText()))
          .as(json.toPrettyString())
          .containsExactly(result, reason, Integer.toString(sipStatus));
      return this;
    }

    /** Asserts why nobody took the call, beyond the reason. */
    public Record because(String cause) {
      assertThat(json.path("end_cause").asText()).as(json.toPrettyString()).isEqualTo(cause);
      return this;
    }

    /** Asserts who called whom. */
    public Record between(String caller, String callee) {
      assertThat(json.path("caller").asText()).isEqualTo(caller);
      assertThat(json.path("callee").asText()).isEqualTo(callee);
      assertThat(json.path("dialled").asText()).isEqualTo(callee);
      return this;
    }

    /** The legs, the caller's first. */
    public JsonNode legs() {
      return json.path("legs");
    }
  }

  @Override
  public void close() {
    phones.forEach(Phone::close);
    phones.clear();
  }
}
