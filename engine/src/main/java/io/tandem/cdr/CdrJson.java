package io.tandem.cdr;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;

/**
 * A record's JSON, as it lies in the spool and in the database. Fields and causes of later releases
 * are passed over.
 */
public final class CdrJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule().addSerializer(Instant.class, new InstantText()))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
          .build();

  private CdrJson() {}

  /** Times as ISO 8601, absent values left out. */
  public static String write(CallRecord record) {
    try {
      return MAPPER.writeValueAsString(record);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a call record is always JSON", e);
    }
  }

  /**
   * @throws IllegalArgumentException when {@code json} is no call record
   */
  public static CallRecord read(String json) {
    try {
      return MAPPER.readValue(json, CallRecord.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a call record", e);
    }
  }

  static byte[] bytes(CallRecord record) {
    try {
      return MAPPER.writeValueAsBytes(record);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a call record is always JSON", e);
    }
  }

  /** One line, with its end: a record that was refused, when, and why. */
  static byte[] refused(CallRecord record, Instant at, String why) {
    try {
      var out = new ByteArrayOutputStream();
      out.writeBytes(MAPPER.writeValueAsBytes(new RefusedLine(at, why, record)));
      out.write('\n');
      return out.toByteArray();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a call record is always JSON", e);
    }
  }

  private record RefusedLine(Instant refusedAt, String cause, CallRecord record) {}

  static CallRecord read(byte[] json) throws IOException {
    return MAPPER.readValue(json, CallRecord.class);
  }
}
