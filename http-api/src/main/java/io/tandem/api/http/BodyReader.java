package io.tandem.api.http;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.tandem.id.Text;
import io.tandem.tenant.FieldError;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads a body as JSON and says precisely what does not fit, as a {@link RefusedException}. */
final class BodyReader {
  private BodyReader() {}

  static <B> B read(byte[] bytes, Class<B> type) {
    B value = parse(bytes, type);
    if (value == null) {
      throw malformed("a JSON object is expected, not null");
    }
    var missing = new ArrayList<FieldError>();
    findMissing(value, "", missing);
    if (!missing.isEmpty()) {
      throw invalid(missing);
    }
    return value;
  }

  private static <B> B parse(byte[] bytes, Class<B> type) {
    try {
      return Json.MAPPER.readValue(bytes, type);
    } catch (UnrecognizedPropertyException e) {
      String known =
          e.getKnownPropertyIds().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", "));
      throw wrongField(e, "is not known here; known are " + known);
    } catch (MismatchedInputException e) {
      throw e.getPath().isEmpty()
          ? malformed("a JSON object is expected")
          : wrongField(e, expectation(e));
    } catch (JsonMappingException e) {
      throw e.getCause() instanceof JsonParseException syntax
          ? noJson(syntax)
          : wrongField(e, reason(e));
    } catch (JsonProcessingException e) {
      throw noJson(e);
    } catch (IOException e) {
      throw malformed("it is not JSON");
    }
  }

  /**
   * Collects the {@link Required} fields of a body and its nested records that are absent, and the
   * nulls in its lists, which no list here may hold.
   */
  private static void findMissing(Object value, String prefix, List<FieldError> missing) {
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      String field = prefix + JsonSchema.fieldName(component);
      Object content = read(component, value);
      if (content == null && component.isAnnotationPresent(Required.class)) {
        missing.add(new FieldError(field, "is missing"));
      } else if (content instanceof List<?> list) {
        for (int i = 0; i < list.size(); i++) {
          if (list.get(i) == null) {
            missing.add(new FieldError(field + "[" + i + "]", "must not be null"));
          }
        }
      } else if (content != null && JsonSchema.isObject(content.getClass())) {
        findMissing(content, field + ".", missing);
      }
    }
  }

  private static Object read(RecordComponent component, Object value) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a body that cannot be read: " + value.getClass(), e);
    }
  }

  private static String expectation(MismatchedInputException e) {
    Class<?> target = e.getTargetType();
    return target == null
        ? "has a value of the wrong type"
        : "must be " + JsonSchema.nameOf(target);
  }

  /** The words of a record's own check, without Jackson's frame around them. */
  private static String reason(JsonMappingException e) {
    Throwable cause = e.getCause();
    return cause instanceof IllegalArgumentException && cause.getMessage() != null
        ? cause.getMessage()
        : "has a value that does not fit";
  }

  private static RefusedException wrongField(JsonMappingException e, String message) {
    var field = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        field.append('[').append(step.getIndex()).append(']');
      } else {
        field.append(field.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return invalid(List.of(new FieldError(Text.wellFormed(field.toString()), message)));
  }

  private static RefusedException invalid(List<FieldError> errors) {
    return new RefusedException(Answer.problem(Problem.ofFields(errors)));
  }

  private static RefusedException noJson(JsonProcessingException e) {
    var at = e.getLocation();
    return malformed(
        at == null
            ? "it is not JSON"
            : "it is not JSON at line %d, column %d".formatted(at.getLineNr(), at.getColumnNr()));
  }

  private static RefusedException malformed(String detail) {
    return new RefusedException(Problem.Kind.MALFORMED_JSON, detail);
  }
}
