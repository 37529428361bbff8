package io.tandem.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A node of the cluster, by its configured name, which is unique in the cluster. */
public record NodeId(@JsonValue String value) implements Comparable<NodeId> {
  private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /**
   * @throws IllegalArgumentException when {@code value} does not match {@code
   *     [a-z0-9][a-z0-9-]{0,31}}
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public NodeId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a node name (a-z, 0-9, '-', at most 32): " + value);
    }
  }

  /** Whether {@code value} would be accepted by the constructor. */
  public static boolean isValid(String value) {
    return value != null && GRAMMAR.matcher(value).matches();
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
