package io.tandem.phone.agent;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the lines of a media section, or of the session level that it inherits from. */
final class SdpMediaBuilder {
  private final Map<String, String> encodings = new HashMap<>();
  private String[] media = {"", "0", ""};
  private Direction direction = Direction.SENDRECV;
  private String address;
  private int rtcpPort = -1;

  /**
   * @param session what is inherited; null for nothing
   */
  SdpMediaBuilder(SdpMediaBuilder session) {
    if (session != null) {
      direction = session.direction;
      address = session.address;
    }
  }

  SdpMediaBuilder media(String[] words) {
    if (words.length < 4) {
      throw new IllegalArgumentException("short m= line: " + String.join(" ", words));
    }
    media = words;
    return this;
  }

  void address(String value) {
    address = value;
  }

  void attribute(String value) {
    Direction named = Direction.ofAttribute(value);
    if (named != null) {
      direction = named;
    } else if (value.startsWith("rtpmap:")) {
      String[] words = value.substring(7).trim().split("\\s+");
      encodings.put(words[0], words.length > 1 ? words[1] : "");
    } else if (value.startsWith("rtcp:")) {
      rtcpPort = Integer.parseInt(value.substring(5).trim().split("\\s+")[0]);
    }
  }

  SdpMedia build() {
    int port = Integer.parseInt(media[1].split("/")[0]);
    List<String> formats = Arrays.asList(media).subList(3, media.length);
    return new SdpMedia(
        media[0],
        port,
        media[2],
        formats,
        encodings,
        direction,
        address,
        rtcpPort < 0 ? port + 1 : rtcpPort);
  }
}
