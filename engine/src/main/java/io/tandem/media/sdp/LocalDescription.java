package io.tandem.media.sdp;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

/**
 * Writes what a leg gets to see of another: our address and ports, the other's codecs. Of the
 * other's lines only those pass that describe the media itself; whatever else it says of its
 * addresses, names, keys, candidates or groups stays with us, known today or invented tomorrow.
 */
public final class LocalDescription {
  /** Attributes of a section that pass unchanged. */
  private static final Set<String> PASSING =
      Set.of(
          "rtpmap",
          "fmtp",
          "ptime",
          "maxptime",
          "minptime",
          "silenceSupp",
          "framerate",
          "framesize",
          "quality",
          "imageattr",
          "extmap",
          "extmap-allow-mixed",
          "rtcp-fb",
          "rtcp-rsize",
          "rtcp-xr",
          "content",
          "lang",
          "sdplang");

  private static final String END = "\r\n";

  private LocalDescription() {}

  /**
   * A description without its first two lines, which are {@link LocalOrigin}'s.
   *
   * @param address our address towards the leg
   * @param source the other leg's description, for its session-level bandwidth
   */
  public static String body(InetAddress address, SessionDescription source, List<LocalLine> lines) {
    StringBuilder text = new StringBuilder(512);
    text.append("s=-").append(END);
    text.append("c=").append(Connection.format(address)).append(END);
    appendType(text, source.lines(), 'b');
    text.append("t=0 0").append(END);
    for (LocalLine line : lines) {
      text.append("m=").append(line.line()).append(END);
      if (line.port() != 0) {
        appendSection(text, line, address);
      }
    }
    return text.toString();
  }

  private static void appendSection(StringBuilder text, LocalLine line, InetAddress address) {
    List<SdpLine> lines = line.source().lines();
    appendType(text, lines, 'b');
    for (SdpLine candidate : lines) {
      if (candidate.isAttribute() && PASSING.contains(candidate.attributeName())) {
        text.append(candidate).append(END);
      }
    }
    if (line.source().has("rtcp")) {
      String where = (line.port() + 1) + " " + Connection.format(address);
      text.append(SdpLine.attribute("rtcp", where)).append(END);
    }
    if (line.mux()) {
      text.append(SdpLine.attribute("rtcp-mux", null)).append(END);
    }
    text.append(SdpLine.attribute(line.direction().attribute(), null)).append(END);
  }

  private static void appendType(StringBuilder text, List<SdpLine> lines, char type) {
    for (SdpLine line : lines) {
      if (line.type() == type) {
        text.append(line).append(END);
      }
    }
  }
}
