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
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Describes records as JSON Schema (2020-12), for the OpenAPI document. */
final class JsonSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final PropertyNamingStrategies.SnakeCaseStrategy SNAKE_CASE =
      new PropertyNamingStrategies.SnakeCaseStrategy();

  private final Map<String, ObjectNode> components = new TreeMap<>();

  /** The schemas of all records met so far, by name. */
  Map<String, ObjectNode> components() {
    return components;
  }

  /** A JSON type's name, as a person would say it. */
  static String nameOf(Class<?> type) {
    if (type == Instant.class) {
      return "time such as 2026-01-31T10:15:30Z";
    }
    if (type == Duration.class) {
      return "duration such as PT30S";
    }
    return switch (scalar(type)) {
      case "integer" -> "whole number";
      case "boolean" -> "true or false";
      case "array" -> "list";
      case "object" -> "JSON object";
      default -> "text";
    };
  }

  /** The schema of {@code type}; of a record, a reference to its component. */
  ObjectNode of(Type type) {
    if (type instanceof ParameterizedType generic) {
      return ofGeneric(generic);
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isEnum()) {
      var values = NODES.arrayNode();
      for (Object constant : raw.getEnumConstants()) {
        values.add(constant.toString());
      }
      return NODES.objectNode().put("type", "string").set("enum", values);
    }
    if (isObject(raw)) {
      return reference(raw);
    }
    var schema = NODES.objectNode().put("type", scalar(raw));
    if (raw == Instant.class) {
      schema.put("format", "date-time");
    } else if (raw == Duration.class) {
      schema.put("format", "duration");
    }
    return schema;
  }

  private ObjectNode ofGeneric(ParameterizedType generic) {
    Class<?> raw = (Class<?>) generic.getRawType();
    if (raw == Optional.class) {
      return of(generic.getActualTypeArguments()[0]);
    }
    if (Collection.class.isAssignableFrom(raw)) {
      return NODES
          .objectNode()
          .put("type", "array")
          .set("items", of(generic.getActualTypeArguments()[0]));
    }
    return NODES.objectNode().put("type", "object");
  }

  private ObjectNode reference(Class<?> type) {
    String name = type.getSimpleName();
    if (!components.containsKey(name)) {
      var schema = NODES.objectNode().put("type", "object");
      components.put(name, schema);
      var properties = schema.putObject("properties");
      for (RecordComponent component : type.getRecordComponents()) {
        properties.set(SNAKE_CASE.translate(component.getName()), of(component.getGenericType()));
      }
    }
    return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
  }

  /** A record that is written as an object, and not as its only value. */
  private static boolean isObject(Class<?> type) {
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
