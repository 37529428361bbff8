package io.tandem.id;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A tenant's SIP domain: a host name in lower case, unique in the installation (RFC 1035 §2.3.1).
 */
public record Domain(@JsonValue String value) implements Comparable<Domain> {
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  /**
   * @throws IllegalArgumentException when {@code value} does not match {@code
   *     (?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*}
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Domain {
    if (!isValid(value)) {
      throw new IllegalArgumentException("not a domain name in lower case: " + value);
    }
  }

  /** Whether {@code value} would be accepted by the constructor. */
  public static boolean isValid(String value) {
    return value != null && GRAMMAR.matcher(value).matches();
  }

  @Override
  public int compareTo(Domain other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
