package io.tandem.media.sdp;

import io.tandem.media.SdpRefusedException;
import java.util.List;

/**
 * An {@code m=} line (RFC 8866 §5.14).
 *
 * @param media audio, video, …
 * @param port 0 to 65535; 0 means the stream is refused
 * @param portCount how many ports, 1 unless the line says {@code port/count}
 * @param protocol RTP/AVP, …
 * @param formats payload types for RTP, in order of preference
 */
public record MediaLine(
    String media, int port, int portCount, String protocol, List<String> formats) {
  private static final int MAX_FORMATS = 128;
  private static final int HIGHEST_PAYLOAD_TYPE = 127;

  /** Copies the list. */
  public MediaLine {
    formats = List.copyOf(formats);
  }

  static MediaLine parse(String value) throws SdpRefusedException {
    List<String> fields = List.of(SdpLine.BLANKS.split(value.strip()));
    if (fields.size() < 4) {
      throw refused(value, "needs media, port, protocol and formats");
    }
    String[] ports = fields.get(1).split("/", -1);
    if (ports.length > 2) {
      throw refused(value, "has no port");
    }
    MediaLine line =
        new MediaLine(
            fields.get(0),
            number(value, ports[0], 0, 65_535),
            ports.length == 2 ? number(value, ports[1], 1, 65_535) : 1,
            fields.get(2),
            fields.subList(3, fields.size()));
    if (line.formats.size() > MAX_FORMATS) {
      throw refused(value, "has more than " + MAX_FORMATS + " formats");
    }
    if (line.isRtp()) {
      for (String format : line.formats) {
        number(value, format, 0, HIGHEST_PAYLOAD_TYPE);
      }
    }
    return line;
  }

  /** Whether it speaks of RTP in any profile. */
  boolean isRtp() {
    return protocol.contains("RTP/");
  }

  /** Whether its packets would be encrypted (RFC 3711, RFC 5764). */
  boolean isSecure() {
    return protocol.contains("SAVP");
  }

  /** Whether it is something we can relay: plain RTP on one pair of ports. */
  boolean isRelayable() {
    return portCount == 1 && (protocol.equals("RTP/AVP") || protocol.equals("RTP/AVPF"));
  }

  /** The same line with another port. */
  public MediaLine withPort(int newPort) {
    return new MediaLine(media, newPort, 1, protocol, formats);
  }

  private static int number(String line, String text, int min, int max) throws SdpRefusedException {
    boolean digits = !text.isEmpty() && text.length() <= 5;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    int number = digits ? Integer.parseInt(text) : -1;
    if (number < min || number > max) {
      throw refused(line, "'" + text + "' is not a number from " + min + " to " + max);
    }
    return number;
  }

  private static SdpRefusedException refused(String value, String why) {
    return SdpRefusedException.malformed("m=" + value + ": " + why);
  }

  @Override
  public String toString() {
    String ports = portCount == 1 ? Integer.toString(port) : port + "/" + portCount;
    return media + ' ' + ports + ' ' + protocol + ' ' + String.join(" ", formats);
  }
}
