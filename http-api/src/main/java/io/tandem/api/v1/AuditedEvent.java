package io.tandem.api.v1;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tandem.api.http.Required;
import io.tandem.store.AuditEntry;
import io.tandem.store.AuditKind;
import io.tandem.store.AuditLog;
import java.time.Instant;
import java.util.Map;

/**
 * An entry of the audit as it is read; {@link AuditEntry} explains the fields.
 *
 * @param after the state after a change, or what more there is to say of a failure
 */
record AuditedEvent(
    @Required Instant at,
    @Required String id,
    @Required AuditKind kind,
    String actor,
    String origin,
    @Required String action,
    String object,
    Map<String, Object> before,
    Map<String, Object> after) {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  static AuditedEvent of(AuditLog.Row row) {
    AuditEntry entry = row.entry();
    return new AuditedEvent(
        entry.at(),
        entry.id(),
        row.kind(),
        entry.actor(),
        entry.origin(),
        entry.action(),
        entry.object(),
        object(entry.before()),
        object(entry.after()));
  }

  private static Map<String, Object> object(String json) {
    if (json == null) {
      return null;
    }
    try {
      return MAPPER.readValue(json, OBJECT);
    } catch (JsonProcessingException e) {
      return Map.of("unreadable", json);
    }
  }
}
