package io.tandem.media.sdp;

import java.util.regex.Pattern;

/**
 * One line of a session description, {@code type=value}, as it was sent.
 *
 * @param type the letter before the equals sign
 * @param value everything behind it, without the line's end
 */
public record SdpLine(char type, String value) {
  /** What separates the fields of a value. */
  static final Pattern BLANKS = Pattern.compile("[ \t]+");

  private static final char ATTRIBUTE = 'a';

  /** An attribute: {@code a=name:value}, or {@code a=name} when {@code value} is null. */
  static SdpLine attribute(String name, String value) {
    return new SdpLine(ATTRIBUTE, value == null ? name : name + ':' + value);
  }

  boolean isAttribute() {
    return type == ATTRIBUTE;
  }

  /** The attribute's name, what stands before the first colon. */
  String attributeName() {
    int colon = value.indexOf(':');
    return colon < 0 ? value : value.substring(0, colon);
  }

  /** The attribute's value, empty for a property. */
  String attributeValue() {
    int colon = value.indexOf(':');
    return colon < 0 ? "" : value.substring(colon + 1).strip();
  }

  @Override
  public String toString() {
    return type + "=" + value;
  }
}
