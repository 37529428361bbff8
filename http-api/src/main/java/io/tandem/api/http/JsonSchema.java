package io.tandem.api.http;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Describes records as JSON Schema (2020-12), for the OpenAPI document. Each record becomes a
 * component by its simple name.
 */
final class JsonSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final PropertyNamingStrategies.SnakeCaseStrategy SNAKE_CASE =
      new PropertyNamingStrategies.SnakeCaseStrategy();

  private final Map<String, ObjectNode> components = new TreeMap<>();
  private final Map<String, Origin> origins = new HashMap<>();

  /** What a component was made from: what reads strictly must not stand for what is written. */
  private record Origin(Class<?> type, boolean strict) {}

  /** The schemas of all records met so far, by name. */
  Map<String, ObjectNode> components() {
    return components;
  }

  /** What a JSON value must be, as a person would say it. */
  static String nameOf(Class<?> type) {
    if (type == Instant.class) {
      return "a time such as 2026-01-31T10:15:30Z";
    }
    if (type == Duration.class) {
      return "a duration such as PT30S";
    }
    if (type.isEnum()) {
      return "one of " + List.of(type.getEnumConstants());
    }
    return switch (scalar(type)) {
      case "integer" -> "a whole number";
      case "boolean" -> "true or false";
      case "array" -> "a list";
      case "object" -> "a JSON object";
      default -> "a text";
    };
  }

  /** The name of a record's component as a JSON field. */
  static String fieldName(RecordComponent component) {
    return SNAKE_CASE.translate(component.getName());
  }

  /** The schema of what is written; of a record, a reference to its component. */
  ObjectNode ofAnswer(Class<?> type) {
    return of(type, false);
  }

  /** The schema of what is read, where unknown fields are refused. */
  ObjectNode ofBody(Class<?> type) {
    return of(type, true);
  }

  /** The schema of a page of {@code itemType}. */
  ObjectNode ofPage(Class<?> itemType) {
    String name = itemType.getSimpleName() + "Page";
    var schema = NODES.objectNode().put("type", "object");
    schema.putArray("required").add("items").add("next_cursor");
    var properties = schema.putObject("properties");
    properties.putObject("items").put("type", "array").set("items", ofAnswer(itemType));
    properties.putObject("next_cursor").putArray("type").add("string").add("null");
    components.put(name, schema);
    return referenceTo(name);
  }

  private ObjectNode of(Type type, boolean strict) {
    if (type instanceof ParameterizedType generic) {
      return ofGeneric(generic, strict);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isEnum()) {
      var values = NODES.arrayNode();
      for (Object constant : raw.getEnumConstants()) {
        values.add(((Enum<?>) constant).name());
      }
      return NODES.objectNode().put("type", "string").set("enum", values);
    }
    if (isObject(raw)) {
      return reference(raw, strict);
    }
    var schema = NODES.objectNode().put("type", scalar(raw));
    if (raw == Instant.class) {
      schema.put("format", "date-time");
    } else if (raw == Duration.class) {
      schema.put("format", "duration");
    }
    return schema;
  }

  private ObjectNode ofGeneric(ParameterizedType generic, boolean strict) {
    Class<?> raw = (Class<?>) generic.getRawType();
    ObjectNode first = of(generic.getActualTypeArguments()[0], strict);
    if (raw == Optional.class) {
      first
          .putArray("type")
          .add(scalar((Class<?>) generic.getActualTypeArguments()[0]))
          .add("null");
      return first;
    }
    return Collection.class.isAssignableFrom(raw)
        ? NODES.objectNode().put("type", "array").set("items", first)
        : NODES.objectNode().put("type", "object");
  }

  private ObjectNode reference(Class<?> type, boolean strict) {
    String name = type.getSimpleName();
    var origin = new Origin(type, strict);
    Origin before = origins.putIfAbsent(name, origin);
    if (before == null) {
      components.put(name, NODES.objectNode());
      describe(type, strict, components.get(name));
    } else if (!before.equals(origin)) {
      throw new IllegalStateException(before + " and " + origin + " cannot both be " + name);
    }
    return referenceTo(name);
  }

  private void describe(Class<?> type, boolean strict, ObjectNode schema) {
    schema.put("type", "object");
    var properties = schema.putObject("properties");
    var required = NODES.arrayNode();
    for (RecordComponent component : type.getRecordComponents()) {
      properties.set(fieldName(component), of(component.getGenericType(), strict));
      if (component.isAnnotationPresent(Required.class) || component.getType().isPrimitive()) {
        required.add(fieldName(component));
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    if (strict) {
      schema.put("additionalProperties", false);
    }
  }

  private static ObjectNode referenceTo(String name) {
    return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  /** A record that is written as an object, and not as its only value. */
  static boolean isObject(Class<?> type) {
    return type.isRecord() && valueOf(type) == null;
  }

  private static Class<?> valueOf(Class<?> type) {
    if (!type.isRecord()) {
      return null;
    }
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.getAccessor().isAnnotationPresent(JsonValue.class)) {
        return component.getType();
      }
    }
    return null;
  }

  private static String scalar(Class<?> type) {
    Class<?> value = valueOf(type);
    if (value != null) {
      return scalar(value);
    }
    if (type == boolean.class || type == Boolean.class) {
      return "boolean";
    }
    if (type == double.class || type == Double.class) {
      return "number";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "integer";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "array";
    }
    return isObject(type) || Map.class.isAssignableFrom(type) ? "object" : "string";
  }
}
