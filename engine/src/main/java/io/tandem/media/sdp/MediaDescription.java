package io.tandem.media.sdp;

import java.util.List;

/**
 * A media section: its {@code m=} line and the lines below it, in the order they were sent.
 *
 * @param line the {@code m=} line
 * @param lines the others
 */
public record MediaDescription(MediaLine line, List<SdpLine> lines) {
  /** Copies the list. */
  public MediaDescription {
    lines = List.copyOf(lines);
  }

  /** The same section with port 0. */
  public MediaDescription stopped() {
    return new MediaDescription(line.withPort(0), lines);
  }

  /** Whether an attribute of that name is there. */
  boolean has(String attribute) {
    return attribute(attribute) != null;
  }

  /** The first value of the attribute (empty for a property), null if absent. */
  String attribute(String name) {
    for (SdpLine candidate : lines) {
      if (candidate.isAttribute() && candidate.attributeName().equals(name)) {
        return candidate.attributeValue();
      }
    }
    return null;
  }
}
