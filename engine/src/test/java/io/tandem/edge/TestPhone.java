package io.tandem.edge;

import io.tandem.sip.digest.DigestAlgorithm;
import io.tandem.sip.message.ParseResult;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipParser;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** A phone on a UDP socket of its own that says what the test dictates. */
final class TestPhone implements AutoCloseable {
  private static final int PATIENCE_MS = 5_000;
  private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");
  private static final SipParser PARSER = new SipParser();
  private static final Pattern REALM = Pattern.compile("realm=\"([^\"]+)\"");

  private final DatagramSocket socket;
  private final InetSocketAddress server;

  TestPhone(InetSocketAddress server) throws IOException {
    this(server, InetAddress.getLoopbackAddress());
  }

  /** One that sends from {@code address}, which must be of this host. */
  TestPhone(InetSocketAddress server, InetAddress address) throws IOException {
    this.server = server;
    this.socket = new DatagramSocket(0, address);
    socket.setSoTimeout(PATIENCE_MS);
  }

  int port() {
    return socket.getLocalPort();
  }

  void send(Draft request) {
    sendText(request.print("127.0.0.1:" + port()));
  }

  void sendText(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      socket.send(new DatagramPacket(bytes, bytes.length, server));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SipMessage receive() {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    try {
      socket.receive(packet);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parse(Arrays.copyOf(packet.getData(), packet.getLength()));
  }

  /** The message that {@code text} is. */
  static SipMessage parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static SipMessage parse(byte[] bytes) {
    return ((ParseResult.Message) PARSER.datagram(bytes)).message();
  }

  SipRequest receiveRequest() {
    return (SipRequest) receive();
  }

  /** The next final response to {@code method}. */
  SipResponse receiveFinal(String method) {
    while (true) {
      if (receive() instanceof SipResponse response
          && !response.isProvisional()
          && response.method().equals(method)) {
        return response;
      }
    }
  }

  /** Sends and waits for the final response; a failed INVITE is acknowledged. */
  SipResponse ask(Draft request) {
    send(request);
    var response = receiveFinal(request.method());
    if (request.method().equals("INVITE") && !response.isSuccess()) {
      sendText(
          request
              .print("127.0.0.1:" + port())
              .replace("INVITE sip:", "ACK sip:")
              .replace(" INVITE\r\n", " ACK\r\n"));
    }
    return response;
  }

  /** Sends, then {@code again} with the answer to the challenge, as {@code 1001} or another. */
  SipResponse askAs(String user, String password, Draft first, Draft again) {
    return ask(authorized(again, ask(first), user, password));
  }

  /** Adds credentials that answer {@code challenge}. */
  static Draft authorized(Draft request, SipResponse challenge, String user, String password) {
    boolean proxy = challenge.status() == 407;
    String value = challenge.header(proxy ? "Proxy-Authenticate" : "WWW-Authenticate");
    return request.header(
        proxy ? "Proxy-Authorization" : "Authorization",
        credentials(value, user, password, request, 1));
  }

  static String credentials(
      String challenge, String user, String password, Draft request, int count) {
    return signed(challenge, user, password, request.method(), request.uri(), count);
  }

  /** Credentials for a request of {@code method} to {@code uri}, whatever request carries them. */
  static String signed(
      String challenge, String user, String password, String method, String uri, int count) {
    String realm = first(REALM, challenge);
    String nonce = first(NONCE, challenge);
    var algorithm = challenge.contains("SHA-256") ? DigestAlgorithm.SHA_256 : DigestAlgorithm.MD5;
    String nc = "%08x".formatted(count);
    String ha1 = algorithm.ha1(user, realm, password);
    String ha2 = hash(algorithm, method + ":" + uri);
    String response = hash(algorithm, String.join(":", ha1, nonce, nc, "cnonce", "auth", ha2));
    return "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", "
            .formatted(user, realm, nonce, uri, response)
        + "algorithm=%s, cnonce=\"cnonce\", qop=auth, nc=%s".formatted(algorithm.wireName(), nc);
  }

  private static String first(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalArgumentException(pattern + " is not in " + text);
    }
    return matcher.group(1);
  }

  private static String hash(DigestAlgorithm algorithm, String text) {
    try {
      var digest = MessageDigest.getInstance(algorithm.wireName());
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
