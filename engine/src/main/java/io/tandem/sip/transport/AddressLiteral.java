package io.tandem.sip.transport;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Socket addresses as text: {@code 192.0.2.1:5060}, {@code [2001:db8::1]:5060}. Literals only, so
 * reading one never asks a name server.
 */
final class AddressLiteral {
  private AddressLiteral() {}

  static String print(InetSocketAddress address) {
    return NetUtil.toSocketAddressString(address);
  }

  /**
   * @throws IllegalArgumentException when {@code literal} is not an address literal with a port
   */
  static InetSocketAddress parse(String literal) {
    int colon = literal.lastIndexOf(':');
    String host = colon < 0 ? "" : literal.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    InetAddress address = NetUtil.createInetAddressFromIpAddressString(host);
    if (address == null) {
      throw new IllegalArgumentException("not an address with a port: " + literal);
    }
    return new InetSocketAddress(address, Integer.parseInt(literal.substring(colon + 1)));
  }

  static final class Serializer extends StdSerializer<InetSocketAddress> {
    private static final long serialVersionUID = 1;

    Serializer() {
      super(InetSocketAddress.class);
    }

    @Override
    public void serialize(InetSocketAddress address, JsonGenerator out, SerializerProvider context)
        throws IOException {
      out.writeString(print(address));
    }
  }

  static final class Deserializer extends StdDeserializer<InetSocketAddress> {
    private static final long serialVersionUID = 1;

    Deserializer() {
      super(InetSocketAddress.class);
    }

    @Override
    public InetSocketAddress deserialize(JsonParser in, DeserializationContext context)
        throws IOException {
      String text = in.getValueAsString();
      if (text == null) {
        return (InetSocketAddress) context.handleUnexpectedToken(InetSocketAddress.class, in);
      }
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        return (InetSocketAddress)
            context.handleWeirdStringValue(InetSocketAddress.class, text, e.getMessage());
      }
    }
  }
}
