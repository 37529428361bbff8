package io.tandem.demo;

import io.tandem.harness.ApiClient;
import io.tandem.phone.Phone;
import io.tandem.phone.PhoneProcess;
import io.tandem.phone.model.IncomingBehaviour;
import io.tandem.phone.model.PhoneSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A tenant of the demonstration: its domain, its administrator and its two phones.
 *
 * @param id the tenant's id
 * @param domain its SIP domain
 * @param api the API, signed in as its administrator
 * @param first the phone of extension 1001
 * @param second the phone of extension 1002
 */
record Company(String id, String domain, ApiClient api, Phone first, Phone second) {
  static final String ADMINISTRATOR = "admin";
  private static final Duration RING_TIME = Duration.ofSeconds(5);

  /** What the people of a company know by heart. */
  record Passwords(String administrator, String phones) {}

  /** Creates the tenant, its extensions and its phones. */
  static Company create(
      ApiClient system,
      URI api,
      String domain,
      Passwords passwords,
      PhoneProcess phones,
      int firstTone,
      NodeAddress node) {
    String id =
        system
            .post(
                "/v1/tenants",
                Map.of(
                    "domain",
                    domain,
                    "display_name",
                    domain,
                    "administrator",
                    Map.of("username", ADMINISTRATOR, "password", passwords.administrator()),
                    "settings",
                    Map.of("ring_time", RING_TIME.toString())))
            .expect(201)
            .body()
            .get("id")
            .asText();
    var own = ApiClient.signIn(api, ADMINISTRATOR + "@" + domain, passwords.administrator());
    for (String number : List.of("1001", "1002")) {
      own.post(
              "/v1/tenants/" + id + "/extensions",
              Map.of(
                  "number",
                  number,
                  "display_name",
                  "Phone " + number,
                  "password",
                  passwords.phones()))
          .expect(201);
    }
    return new Company(
        id,
        domain,
        own,
        phones.phone(settings("1001", domain, passwords.phones(), firstTone, node)),
        phones.phone(settings("1002", domain, passwords.phones(), firstTone * 2, node)));
  }

  /** Where the node listens for SIP. */
  record NodeAddress(String host, int port) {}

  static PhoneSettings settings(
      String number, String domain, String password, int tone, NodeAddress node) {
    return PhoneSettings.user(number)
        .name(domain.split("\\.")[0] + "-" + number)
        .password(password)
        .domain(domain)
        .proxy(node.host(), node.port())
        .bindAddress(node.host())
        .tone(tone)
        .incoming(IncomingBehaviour.answerAfter(Duration.ofMillis(300)))
        .build();
  }
}
