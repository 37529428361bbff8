package io.tandem.node.system;

import static io.tandem.node.system.RawSip.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.sip.digest.DigestAlgorithm;
import io.tandem.sip.transport.Transport;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A phone of extension 1802 behind a NAT, in a few lines: it calls, is called, and moves. Its
 * Contact, its registrations' Call-ID and its tag stay; the socket that it signals by does not.
 */
final class MovingPhone implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");
  private static final Pattern LENGTH = Pattern.compile("(?im)^Content-Length: *(\\d+)");
  private static final String CONTACT = "<sip:1802@192.168.7.7:5099>";
  private static final String SDP =
      """
      v=0\r
      o=- 1 1 IN IP4 127.0.0.1\r
      s=-\r
      c=IN IP4 127.0.0.1\r
      t=0 0\r
      m=audio 40000 RTP/AVP 0\r
      """;

  private final TestTenant tenant;
  private final InetSocketAddress server;
  private final Transport transport;
  private final List<Closeable> sockets = new ArrayList<>();
  private Way way;
  private int cseq;

  MovingPhone(TestTenant tenant, InetSocketAddress server, Transport transport) {
    this.tenant = tenant;
    this.server = server;
    this.transport = transport;
    tenant.extension("1802");
  }

  /** A socket, as far as a phone uses one. */
  private interface Way {
    void send(String message) throws IOException;

    String receive() throws IOException;

    /** What comes here is lost from now on. */
    void leave() throws IOException;
  }

  /** Goes to another socket, and registers from there. */
  MovingPhone moves() throws IOException {
    if (way != null) {
      way.leave();
    }
    way = transport == Transport.TCP ? connection() : port();
    String challenge = register("");
    String signed = signed("REGISTER", "sip:" + tenant.domain(), challenge);
    String accepted = register("Authorization: " + signed + "\r\n");
    assertThat(accepted).startsWith("SIP/2.0 200 ");
    return this;
  }

  private Way connection() throws IOException {
    var socket = new Socket(server.getAddress(), server.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    sockets.add(socket);
    return new Way() {
      @Override
      public void send(String message) throws IOException {
        socket.getOutputStream().write(message.getBytes(StandardCharsets.ISO_8859_1));
      }

      @Override
      public String receive() throws IOException {
        var message = new ByteArrayOutputStream();
        while (!message.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
          message.write(read());
        }
        Matcher length = LENGTH.matcher(message.toString(StandardCharsets.ISO_8859_1));
        for (int left = length.find() ? Integer.parseInt(length.group(1)) : 0; left > 0; left--) {
          message.write(read());
        }
        return message.toString(StandardCharsets.ISO_8859_1);
      }

      private int read() throws IOException {
        int next = socket.getInputStream().read();
        if (next < 0) {
          throw new EOFException("the node has closed the connection");
        }
        return next;
      }

      @Override
      public void leave() throws IOException {
        socket.close();
      }
    };
  }

  private Way port() throws IOException {
    var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(PATIENCE_MILLIS);
    sockets.add(socket);
    return new Way() {
      @Override
      public void send(String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        socket.send(new DatagramPacket(bytes, bytes.length, server));
      }

      @Override
      public String receive() throws IOException {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
      }

      @Override
      public void leave() {
        // the NAT's old port is open still, and nobody listens behind it
      }
    };
  }

  private String register(String more) throws IOException {
    String aor = "<" + address("1802") + ">";
    send("REGISTER", "sip:" + tenant.domain(), aor, "moving", more + "Expires: 300\r\n", "");
    return receive("SIP/2.0");
  }

  /** Calls {@code number} and does not wait for what becomes of it. */
  void calls(String number) throws IOException {
    String type = "Content-Type: application/sdp\r\n";
    String to = "<" + address(number) + ">";
    send("INVITE", address(number), to, "call", type, SDP);
    String signed = signed("INVITE", address(number), receive("SIP/2.0 407"));
    send(
        "INVITE",
        address(number),
        to,
        "call",
        "Proxy-Authorization: " + signed + "\r\n" + type,
        SDP);
  }

  /** Acknowledges the answer to its call. */
  void acknowledges(String success) throws IOException {
    cseq--; // the INVITE's
    String contact = header(success, "Contact");
    send("ACK", contact.replaceAll("[<>]", ""), header(success, "To"), "call", "", "");
  }

  private String address(String number) {
    return "sip:" + number + "@" + tenant.domain();
  }

  private void send(String method, String uri, String to, String id, String more, String body)
      throws IOException {
    cseq++;
    way.send(
        """
        %1$s %2$s SIP/2.0\r
        Via: SIP/2.0/%3$s 192.168.7.7:5099;rport;branch=z9hG4bK-%4$d-%1$s-%5$s\r
        Max-Forwards: 70\r
        From: <sip:1802@%5$s>;tag=r\r
        To: %6$s\r
        Call-ID: %7$s-%5$s\r
        CSeq: %4$d %1$s\r
        Contact: %8$s\r
        %9$sContent-Length: %10$d\r
        \r
        %11$s"""
            .formatted(
                method,
                uri,
                transport,
                cseq,
                tenant.domain(),
                to,
                id,
                CONTACT,
                more,
                body.length(),
                body));
  }

  /**
   * The next message that begins like this, past others; what asks whether the phone is there is
   * answered.
   */
  String receive(String beginning) throws IOException {
    for (String message = way.receive(); ; message = way.receive()) {
      if (message.startsWith("OPTIONS")) {
        answer(message, "200 OK", "");
      } else if (message.startsWith(beginning)) {
        return message;
      }
    }
  }

  /** Answers {@code request} with a status code and reason phrase. */
  void answer(String request, String status) throws IOException {
    answer(request, status, status.startsWith("200") && request.startsWith("INVITE") ? SDP : "");
  }

  private void answer(String request, String status, String body) throws IOException {
    String to = header(request, "To");
    String type = body.isEmpty() ? "" : "Content-Type: application/sdp\r\n";
    way.send(
        """
        SIP/2.0 %s\r
        Via: %s\r
        From: %s\r
        To: %s\r
        Call-ID: %s\r
        CSeq: %s\r
        Contact: %s\r
        %sContent-Length: %d\r
        \r
        %s"""
            .formatted(
                status,
                header(request, "Via"),
                header(request, "From"),
                to.contains(";tag=") ? to : to + ";tag=moving",
                header(request, "Call-ID"),
                header(request, "CSeq"),
                CONTACT,
                type,
                body.length(),
                body));
  }

  private String signed(String method, String uri, String challenge) {
    Matcher nonce = NONCE.matcher(challenge);
    assertThat(nonce.find()).as(challenge).isTrue();
    String ha1 = DigestAlgorithm.MD5.ha1("1802", tenant.domain(), tenant.password("1802"));
    String ha2 = hash(method + ":" + uri);
    String response = hash(String.join(":", ha1, nonce.group(1), "00000001", "c", "auth", ha2));
    return ("Digest username=\"1802\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\","
            + " algorithm=MD5, cnonce=\"c\", qop=auth, nc=00000001")
        .formatted(tenant.domain(), nonce.group(1), uri, response);
  }

  private static String hash(String text) {
    try {
      var md5 = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }
}
