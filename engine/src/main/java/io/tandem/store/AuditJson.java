package io.tandem.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Optional;

/** An audit entry's way through one text column. */
final class AuditJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private AuditJson() {}

  static String write(AuditEntry entry) {
    try {
      return MAPPER.writeValueAsString(entry);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and a time is always JSON", e);
    }
  }

  /** Empty when {@code json} is no audit entry. */
  static Optional<AuditEntry> read(String json) {
    try {
      return Optional.ofNullable(MAPPER.readValue(json, AuditEntry.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
