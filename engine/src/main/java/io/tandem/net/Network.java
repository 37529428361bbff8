package io.tandem.net;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network of IP addresses (RFC 4632, RFC 4291 §2.3), {@code 10.0.0.0/8} or {@code fd00::/8}.
 *
 * @param address any address in it
 * @param prefix how many leading bits its addresses have in common: 0 to 32, or to 128 for IPv6
 */
public record Network(InetAddress address, int prefix) {
  private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f:.]+)(?:/(\\d{1,3}))?");

  /**
   * @throws IllegalArgumentException when the prefix does not fit the address
   */
  public Network {
    if (prefix < 0 || prefix > Byte.SIZE * address.getAddress().length) {
      throw new IllegalArgumentException("no prefix of " + address + ": " + prefix);
    }
  }

  /**
   * Reads {@code 10.0.0.0/8}; an address alone is a network of its own. Never asks a name server.
   *
   * @throws IllegalArgumentException when {@code text} is something else
   */
  public static Network parse(String text) {
    Matcher form = FORM.matcher(text);
    byte[] bytes =
        form.matches() ? NetUtil.createByteArrayFromIpAddressString(form.group(1)) : null;
    if (bytes == null) {
      throw new IllegalArgumentException("not a network: " + text);
    }
    String prefix = form.group(2);
    int bits = prefix == null ? Byte.SIZE * bytes.length : Integer.parseInt(prefix);
    return new Network(address(bytes), bits);
  }

  /**
   * Whether {@code other} is in it; an IPv4 address within IPv6 (::ffff:a.b.c.d) is one of IPv4.
   */
  public boolean contains(InetAddress other) {
    byte[] mine = address.getAddress();
    byte[] theirs = unmapped(other).getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    for (int i = 0; i * Byte.SIZE < prefix; i++) {
      int unused = Math.max(0, (i + 1) * Byte.SIZE - prefix);
      if ((mine[i] ^ theirs[i]) >> unused != 0) {
        return false;
      }
    }
    return true;
  }

  /** {@code address}, or the IPv4 address that it is a longer name of (RFC 4291 §2.5.5.2). */
  public static InetAddress unmapped(InetAddress address) {
    return address(address.getAddress());
  }

  /** The platform itself makes of a mapped address one of IPv4. */
  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("neither 4 nor 16 bytes", e);
    }
  }

  @Override
  public String toString() {
    return NetUtil.toAddressString(address) + '/' + prefix;
  }
}
