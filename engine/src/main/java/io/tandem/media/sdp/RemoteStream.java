package io.tandem.media.sdp;

import io.tandem.media.SdpRefusedException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/**
 * What a leg says of one of its streams: where it wants its packets, and which way they flow.
 *
 * @param description the section it was read from
 * @param active whether there is a stream: its port is not 0 and we can relay it
 * @param rtp where it wants RTP; null when it wants none, or named itself by a host name
 * @param rtcp where it wants RTCP when not multiplexed; null as for {@code rtp}
 * @param mux whether it takes RTCP on its RTP port (RFC 5761)
 * @param direction seen from the leg; {@code c=0.0.0.0} counts as not receiving
 * @param mute whether nothing, not even RTCP, may be sent to it (RFC 3264 §8.4)
 */
public record RemoteStream(
    MediaDescription description,
    boolean active,
    InetSocketAddress rtp,
    InetSocketAddress rtcp,
    boolean mux,
    Direction direction,
    boolean mute) {
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  static RemoteStream of(SessionDescription session, MediaDescription section)
      throws SdpRefusedException {
    MediaLine line = section.line();
    if (line.port() == 0 || !line.isRelayable()) {
      return new RemoteStream(section, false, null, null, false, Direction.INACTIVE, true);
    }
    Connection connection = connection(session, section);
    Direction stated = Direction.in(section.lines());
    if (stated == null) {
      stated = Direction.in(session.lines());
    }
    if (stated == null) {
      stated = Direction.SENDRECV;
    }
    boolean mute = connection.isNobody();
    return new RemoteStream(
        section,
        true,
        mute ? null : target(connection.address(), line.port()),
        mute ? null : rtcp(section, connection.address()),
        section.has("rtcp-mux") || section.has("rtcp-mux-only"),
        mute ? Direction.of(stated.sends(), false) : stated,
        mute);
  }

  /** Without a stream, as if the port had been 0. */
  RemoteStream refused() {
    return rejecting(description);
  }

  /** No stream where {@code section} stands. */
  static RemoteStream rejecting(MediaDescription section) {
    return new RemoteStream(section, false, null, null, false, Direction.INACTIVE, true);
  }

  private static Connection connection(SessionDescription session, MediaDescription section)
      throws SdpRefusedException {
    String own = SessionDescription.first(section.lines(), 'c');
    String value = own == null ? session.first('c') : own;
    if (value == null) {
      throw SdpRefusedException.malformed("no c= line for m=" + section.line());
    }
    Connection connection = Connection.parse(value);
    if (connection.address() != null && connection.address().isMulticastAddress()) {
      throw SdpRefusedException.notAcceptable(330, "multicast is not available: c=" + value);
    }
    return connection;
  }

  /** RFC 3605: {@code a=rtcp:port}, or {@code a=rtcp:port IN IP4 address}; else the next port. */
  private static InetSocketAddress rtcp(MediaDescription section, InetAddress address)
      throws SdpRefusedException {
    String value = section.attribute("rtcp");
    if (value == null) {
      return target(address, Math.min(section.line().port() + 1, 65_535));
    }
    String[] fields = SdpLine.BLANKS.split(value, 2);
    if (!PORT.matcher(fields[0]).matches() || Integer.parseInt(fields[0]) > 65_535) {
      throw SdpRefusedException.malformed("not a port: a=rtcp:" + value);
    }
    InetAddress where = fields.length == 1 ? address : Connection.parse(fields[1]).address();
    return target(where, Integer.parseInt(fields[0]));
  }

  private static InetSocketAddress target(InetAddress address, int port) {
    boolean usable = address != null && port != 0 && !address.isAnyLocalAddress();
    return usable ? new InetSocketAddress(address, port) : null;
  }
}
