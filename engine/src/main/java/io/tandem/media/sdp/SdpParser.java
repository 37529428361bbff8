package io.tandem.media.sdp;

import io.tandem.media.SdpRefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a description by RFC 8866 §9, with the leniency that devices need: lines may end with LF
 * alone, the last may lack its end, blank lines may follow, {@code s=} and {@code t=} may be
 * absent, session lines may stand in any order. What is no {@code type=value} line, of an unknown
 * type, in the wrong section, or too much, is refused.
 */
final class SdpParser {
  /** Longest description read, in characters; real ones stay below 8,000. */
  static final int MAX_LENGTH = 16_384;

  /** Most media sections read. */
  static final int MAX_MEDIA = 16;

  private static final String SESSION_TYPES = "vosiuepcbtrzka";
  private static final String MEDIA_TYPES = "icbka";

  private final String text;
  private final List<SdpLine> session = new ArrayList<>();
  private final List<MediaDescription> media = new ArrayList<>();
  private MediaLine section;
  private List<SdpLine> sectionLines = new ArrayList<>();

  SdpParser(String text) {
    this.text = text;
  }

  SessionDescription parse() throws SdpRefusedException {
    if (text.length() > MAX_LENGTH) {
      throw refused("longer than " + MAX_LENGTH + " characters");
    }
    String lines = text.stripTrailing();
    for (int from = 0; from <= lines.length(); ) {
      int feed = lines.indexOf('\n', from);
      int end = feed < 0 ? lines.length() : feed;
      boolean returned = feed > from && lines.charAt(feed - 1) == '\r';
      line(lines.substring(from, returned ? feed - 1 : end));
      from = end + 1;
    }
    endSection();
    checkSession();
    return new SessionDescription(session, media);
  }

  private void line(String line) throws SdpRefusedException {
    if (line.length() < 2 || line.charAt(1) != '=' || hasControl(line)) {
      throw refused("not a type=value line: " + line);
    }
    char type = line.charAt(0);
    String value = line.substring(2);
    if (session.isEmpty() && (type != 'v' || !value.strip().equals("0"))) {
      throw refused("does not begin with v=0");
    }
    if (type == 'm') {
      endSection();
      section = MediaLine.parse(value);
      return;
    }
    String allowed = section == null ? SESSION_TYPES : MEDIA_TYPES;
    if (allowed.indexOf(type) < 0) {
      throw refused(type + "= has no place here: " + line);
    }
    (section == null ? session : sectionLines).add(new SdpLine(type, value));
  }

  private void endSection() throws SdpRefusedException {
    if (section == null) {
      return;
    }
    if (media.size() == MAX_MEDIA) {
      throw refused("more than " + MAX_MEDIA + " media sections");
    }
    media.add(new MediaDescription(section, sectionLines));
    sectionLines = new ArrayList<>();
  }

  /**
   * RFC 8866 §5.2: {@code o=<username> <sess-id> <sess-version> <nettype> <addrtype> <address>}.
   */
  private void checkSession() throws SdpRefusedException {
    for (char once : new char[] {'v', 'o', 's', 'c'}) {
      if (session.stream().filter(line -> line.type() == once).count() > 1) {
        throw refused("more than one " + once + "= line");
      }
    }
    String origin = SessionDescription.first(session, 'o');
    if (origin == null) {
      throw refused("no o= line");
    }
    if (SdpLine.BLANKS.split(origin.strip()).length < 6) {
      throw refused("o= needs six fields: " + origin);
    }
  }

  private static boolean hasControl(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return true;
      }
    }
    return false;
  }

  private static SdpRefusedException refused(String why) {
    return SdpRefusedException.malformed("session description: " + why);
  }
}
