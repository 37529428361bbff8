package io.tandem.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** An extension's number inside its tenant, 2 to 15 digits. Two tenants may use the same one. */
public record Extension(@JsonValue String value) implements Comparable<Extension> {
  private static final Pattern GRAMMAR = Pattern.compile("[0-9]{2,15}");

  /**
   * @throws IllegalArgumentException when {@code value} does not match {@code [0-9]{2,15}}
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Extension {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not an extension number (2 to 15 digits): " + value);
    }
  }

  /** Whether {@code value} would be accepted by the constructor. */
  public static boolean isValid(String value) {
    return value != null && GRAMMAR.matcher(value).matches();
  }

  @Override
  public int compareTo(Extension other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
