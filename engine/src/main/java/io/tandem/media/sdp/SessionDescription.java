package io.tandem.media.sdp;

import io.tandem.media.SdpRefusedException;
import java.util.List;

/**
 * A session description as it was sent, line by line. Immutable.
 *
 * @param lines those before the first {@code m=} line
 * @param media the media sections
 */
public record SessionDescription(List<SdpLine> lines, List<MediaDescription> media) {
  /** Copies the lists. */
  public SessionDescription {
    lines = List.copyOf(lines);
    media = List.copyOf(media);
  }

  /**
   * Reads a description.
   *
   * @throws SdpRefusedException with status 400 and the reason, when it is none
   */
  public static SessionDescription parse(String text) throws SdpRefusedException {
    return new SdpParser(text).parse();
  }

  /** The value of the first session line of that type, null if absent. */
  String first(char type) {
    return first(lines, type);
  }

  static String first(List<SdpLine> lines, char type) {
    for (SdpLine line : lines) {
      if (line.type() == type) {
        return line.value();
      }
    }
    return null;
  }

  /** The text, every line ended by CRLF. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append("\r\n"));
    for (MediaDescription section : media) {
      text.append("m=").append(section.line()).append("\r\n");
      section.lines().forEach(line -> text.append(line).append("\r\n"));
    }
    return text.toString();
  }
}
