package io.tandem.tenant;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The fields of a stored object that this version of the software does not know, nested ones
 * included. They are kept and written back, so that nodes of two versions can share a database.
 */
public final class UnknownFields {
  /** No unknown fields. */
  public static final UnknownFields NONE = new UnknownFields(JsonNodeFactory.instance.objectNode());

  private final ObjectNode fields;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  private UnknownFields(ObjectNode fields) {
    this.fields = fields;
  }

  /**
   * What {@code stored} has and {@code known}, the same object as this version writes it, lacks.
   */
  static UnknownFields between(ObjectNode stored, ObjectNode known) {
    var rest = rest(stored, known);
    return rest.isEmpty() ? NONE : new UnknownFields(rest);
  }

  /** {@code known} completed with these fields; where both have a field, {@code known} wins. */
  ObjectNode complete(ObjectNode known) {
    return fields.isEmpty() ? known : merge(fields.deepCopy(), known);
  }

  private static ObjectNode rest(ObjectNode stored, ObjectNode known) {
    var rest = JsonNodeFactory.instance.objectNode();
    for (var field : stored.properties()) {
      JsonNode counterpart = known.get(field.getKey());
      if (counterpart == null) {
        rest.set(field.getKey(), field.getValue());
      } else if (field.getValue() instanceof ObjectNode a && counterpart instanceof ObjectNode b) {
        var nested = rest(a, b);
        if (!nested.isEmpty()) {
          rest.set(field.getKey(), nested);
        }
      }
    }
    return rest;
  }

  private static ObjectNode merge(ObjectNode target, ObjectNode known) {
    for (var field : known.properties()) {
      boolean bothObjects =
          target.get(field.getKey()) instanceof ObjectNode
              && field.getValue() instanceof ObjectNode;
      if (bothObjects) {
        merge((ObjectNode) target.get(field.getKey()), (ObjectNode) field.getValue());
      } else {
        target.set(field.getKey(), field.getValue());
      }
    }
    return target;
  }

  @JsonValue
  ObjectNode fields() {
    return fields.deepCopy();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnknownFields that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return fields.toString();
  }
}
