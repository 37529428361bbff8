package io.tandem.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.tandem.tenant.FieldError;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a body as JSON and says precisely what does not fit. */
final class BodyReader {
  private BodyReader() {}

  /** The outcome: a value or a problem, never both. */
  record Read<B>(B value, Problem problem) {}

  static <B> Read<B> read(byte[] bytes, Class<B> type) {
    try {
      B value = Json.MAPPER.readValue(bytes, type);
      return value == null
          ? refused(Problem.Kind.MALFORMED_JSON, "a JSON object is expected, not null")
          : new Read<>(value, null);
    } catch (UnrecognizedPropertyException e) {
      String known =
          e.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "));
      return wrongField(e, "is not known here; known are " + known);
    } catch (MismatchedInputException e) {
      return e.getPath().isEmpty()
          ? refused(Problem.Kind.MALFORMED_JSON, "a JSON object is expected")
          : wrongField(e, expectation(e));
    } catch (JsonMappingException e) {
      return wrongField(e, reason(e));
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      return refused(
          Problem.Kind.MALFORMED_JSON,
          at == null
              ? "it is not JSON"
              : "it is not JSON at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()));
    } catch (IOException e) {
      return refused(Problem.Kind.MALFORMED_JSON, "it is not JSON");
    }
  }

  private static String expectation(MismatchedInputException e) {
    Class<?> target = e.getTargetType();
    return target == null
        ? "has a value of the wrong type"
        : "must be a " + JsonSchema.nameOf(target);
  }

  /** The words of a record's own check, without Jackson's frame around them. */
  private static String reason(JsonMappingException e) {
    Throwable cause = e.getCause();
    return cause instanceof IllegalArgumentException && cause.getMessage() != null
        ? cause.getMessage()
        : "has a value that does not fit";
  }

  private static <B> Read<B> wrongField(JsonMappingException e, String message) {
    String field =
        e.getPath().stream()
            .map(r -> r.getFieldName() != null ? r.getFieldName() : "[" + r.getIndex() + "]")
            .collect(Collectors.joining("."));
    return new Read<>(
        null,
        Problem.of(
            Problem.Kind.INVALID, field + " " + message, List.of(new FieldError(field, message))));
  }

  private static <B> Read<B> refused(Problem.Kind kind, String detail) {
    return new Read<>(null, Problem.of(kind, detail));
  }
}
