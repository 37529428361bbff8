package io.tandem.media.sdp;

import io.netty.util.NetUtil;
import io.tandem.media.SdpRefusedException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * An address as {@code c=} and {@code a=rtcp} write it (RFC 8866 §5.7).
 *
 * @param address null when a host name stands there: looking it up would block, so such a leg is
 *     known only by the packets it sends
 */
record Connection(InetAddress address) {
  private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
  private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})");

  /**
   * @param text {@code IN IP4 192.0.2.1}
   */
  static Connection parse(String text) throws SdpRefusedException {
    String[] fields = SdpLine.BLANKS.split(text.strip());
    if (fields.length != 3 || !fields[0].equals("IN")) {
      throw SdpRefusedException.malformed("not an address: " + text);
    }
    String host = withoutTtl(fields[2]);
    return switch (fields[1]) {
      case "IP4" ->
          of(host, NetUtil.isValidIpV4Address(host), DIGITS_AND_DOTS.matcher(host).matches());
      case "IP6" -> of(host, NetUtil.isValidIpV6Address(host), host.contains(":"));
      default -> throw SdpRefusedException.malformed("neither IP4 nor IP6: " + text);
    };
  }

  /** What we write: {@code IN IP4 192.0.2.1}. */
  static String format(InetAddress address) {
    String family = address.getAddress().length == 4 ? "IP4" : "IP6";
    return "IN " + family + ' ' + NetUtil.toAddressString(address);
  }

  /** RFC 2543's way to say "send me nothing" (RFC 3264 §8.4). */
  boolean isNobody() {
    return address != null && address.isAnyLocalAddress();
  }

  private static Connection of(String host, boolean valid, boolean looksLikeAddress)
      throws SdpRefusedException {
    if (valid) {
      return new Connection(literal(host));
    }
    if (looksLikeAddress || !HOST_NAME.matcher(host).matches()) {
      throw SdpRefusedException.malformed("not an address: " + host);
    }
    return new Connection(null);
  }

  private static InetAddress literal(String host) {
    try {
      return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(host));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("checked before: " + host, e);
    }
  }

  private static String withoutTtl(String host) {
    int slash = host.indexOf('/');
    return slash < 0 ? host : host.substring(0, slash);
  }
}
