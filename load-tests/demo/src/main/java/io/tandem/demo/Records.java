package io.tandem.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Reads the call records back through the API, as the tenant's administrator. */
final class Records {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Company company;
  private final Instant since;

  Records(Company company, Instant since) {
    this.company = company;
    this.since = since;
  }

  /** The records since the demonstration began, once there are {@code expected} of them. */
  JsonNode await(int expected) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      JsonNode items =
          company
              .api()
              .get("/v1/tenants/%s/cdrs?from=%s".formatted(company.id(), since))
              .expect(200)
              .body()
              .get("items");
      if (items.size() >= expected) {
        return items;
      }
      if (Instant.now().isAfter(deadline)) {
        throw new DemoException(
            "%d call records after %s, not %d".formatted(items.size(), PATIENCE, expected));
      }
    }
  }

  /** The records as a table. */
  static String table(JsonNode items) {
    var text = new StringBuilder();
    text.append(
        row("started", "caller", "dialled", "result", "end reason", "SIP", "seconds", "RTP"));
    for (JsonNode item : items) {
      text.append(
          row(
              item.path("started_at").asText(),
              item.path("caller").asText(),
              item.path("dialled").asText(),
              item.path("result").asText(),
              item.path("end_reason").asText(),
              item.path("sip_status").asText(),
              seconds(item),
              rtp(item)));
    }
    return text.toString();
  }

  private static String seconds(JsonNode item) {
    if (!item.hasNonNull("answered_at")) {
      return "-";
    }
    var talked =
        Duration.between(
            Instant.parse(item.get("answered_at").asText()),
            Instant.parse(item.get("ended_at").asText()));
    return String.format(Locale.ROOT, "%.1f", talked.toMillis() / 1000.0);
  }

  /** Packets that the node passed on to the phones of a call, and those it missed from them. */
  private static String rtp(JsonNode item) {
    long relayed = 0;
    long lost = 0;
    for (JsonNode leg : item.path("legs")) {
      relayed += leg.path("media").path("packets_to").asLong();
      lost += leg.path("media").path("lost_from").asLong();
    }
    return relayed == 0 ? "-" : relayed + " relayed, " + lost + " lost";
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-25s %-7s %-8s %-10s %-14s %-4s %-8s %s%n", cells);
  }
}
