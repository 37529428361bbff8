package io.tandem.tenant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads single fields of a stored JSON object; what is absent or null gets the given default.
 *
 * @param unreadable null when a field that cannot be read throws; otherwise such a field gets its
 *     default and is noted here
 */
record JsonFields(ObjectNode node, List<String> unreadable) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * @throws IllegalArgumentException when {@code json} is not a JSON object
   */
  static JsonFields parse(String json) {
    return new JsonFields(tree(json), null);
  }

  /**
   * As {@link #parse}, but a field that cannot be read gets its default.
   *
   * @throws IllegalArgumentException when {@code json} is not a JSON object
   */
  static JsonFields parseLeniently(String json) {
    return new JsonFields(tree(json), new ArrayList<>());
  }

  private static ObjectNode tree(String json) {
    try {
      if (MAPPER.readTree(json) instanceof ObjectNode node) {
        return node;
      }
      throw new IllegalArgumentException("not a JSON object");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON", e);
    }
  }

  /** The fields of the object {@code name}; none when it is absent. */
  JsonFields object(String name) {
    return new JsonFields(
        node.get(name) instanceof ObjectNode nested
            ? nested
            : JsonNodeFactory.instance.objectNode(),
        unreadable);
  }

  String text(String name, String standard) {
    return value(name, JsonNode::textValue, standard);
  }

  int integer(String name, int standard) {
    return value(name, JsonNode::intValue, standard);
  }

  long number(String name, long standard) {
    return value(name, JsonNode::longValue, standard);
  }

  boolean flag(String name, boolean standard) {
    return value(name, JsonNode::booleanValue, standard);
  }

  Duration duration(String name, Duration standard) {
    return value(name, field -> Duration.parse(field.textValue()), standard);
  }

  Instant instant(String name, Instant standard) {
    return value(name, field -> Instant.parse(field.textValue()), standard);
  }

  <E extends Enum<E>> E constant(String name, Class<E> type, E standard) {
    return value(name, field -> Enum.valueOf(type, field.textValue()), standard);
  }

  List<String> texts(String name, List<String> standard) {
    return value(
        name,
        field -> {
          var texts = new ArrayList<String>();
          field.forEach(each -> texts.add(each.textValue()));
          return texts;
        },
        standard);
  }

  private <T> T value(String name, Function<JsonNode, T> read, T standard) {
    JsonNode field = node.get(name);
    if (field == null || field.isNull()) {
      return standard;
    }
    try {
      return read.apply(field);
    } catch (RuntimeException e) {
      if (unreadable == null) {
        throw e;
      }
      unreadable.add(name + ": " + e.getMessage());
      return standard;
    }
  }
}
