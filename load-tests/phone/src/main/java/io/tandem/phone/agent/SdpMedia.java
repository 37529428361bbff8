package io.tandem.phone.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One media section of a session description (RFC 8866 §5.14).
 *
 * @param formats the payload types as text, in order
 * @param encodings rtpmap by payload type, e.g. {@code telephone-event/8000}, in lower case
 * @param address from the section's or the session's {@code c=}; null if there is none
 * @param rtcpPort from {@code a=rtcp}, else port + 1
 */
record SdpMedia(
    String kind,
    int port,
    String protocol,
    List<String> formats,
    Map<String, String> encodings,
    Direction direction,
    String address,
    int rtcpPort) {

  /** Whether this is plain RTP audio that is not switched off. */
  boolean usableAudio() {
    return kind.equals("audio") && port > 0 && protocol.equals("RTP/AVP");
  }

  /** Whether the other side asks not to be sent anything, in either style. */
  boolean held() {
    return direction == Direction.SENDONLY
        || direction == Direction.INACTIVE
        || "0.0.0.0".equals(address);
  }

  /** The payload type of telephone-event/8000, or -1. */
  int telephoneEvent() {
    return formats.stream()
        .filter(f -> "telephone-event/8000".equals(encodings.get(f)))
        .mapToInt(Integer::parseInt)
        .findFirst()
        .orElse(-1);
  }

  /** Reads the media sections of a description; lines it does not know are skipped. */
  static List<SdpMedia> parse(String sdp) {
    List<SdpMedia> all = new ArrayList<>();
    SdpMediaBuilder session = new SdpMediaBuilder(null);
    SdpMediaBuilder current = session;
    for (String line : sdp.split("\r?\n")) {
      if (line.startsWith("m=")) {
        if (current != session) {
          all.add(current.build());
        }
        current = new SdpMediaBuilder(session).media(line.substring(2).trim().split("\\s+"));
      } else if (line.startsWith("c=")) {
        current.address(line.substring(line.lastIndexOf(' ') + 1).trim());
      } else if (line.startsWith("a=")) {
        current.attribute(line.substring(2).trim().toLowerCase(Locale.ROOT));
      }
    }
    if (current != session) {
      all.add(current.build());
    }
    return all;
  }
}
