package io.tandem.node.system;

import static io.tandem.node.system.RawSip.header;

import io.tandem.node.TestNode;
import io.tandem.sip.transport.Transport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** A phone on a UDP socket that says word for word what a test writes, with its password. */
final class ScriptedPhone implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 15_000;
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final Pattern REALM = Pattern.compile("realm=\"([^\"]+)\"");
  private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");
  private static final Pattern URI = Pattern.compile("<([^>]+)>");

  private final InetSocketAddress server;
  private final DatagramSocket socket;
  private DatagramSocket sender;
  private final TestTenant tenant;
  private final String number;
  private final List<String> heard = new ArrayList<>();

  private ScriptedPhone(TestNode node, TestTenant tenant, String number) throws IOException {
    this.server = node.sip(Transport.UDP);
    this.tenant = tenant;
    this.number = number;
    this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    this.sender = socket;
    socket.setSoTimeout(PATIENCE_MILLIS);
  }

  /** From now on it sends from a port on which it does not listen, and asks for no rport. */
  void sendsFromElsewhere() throws IOException {
    sender = new DatagramSocket(0, InetAddress.getLoopbackAddress());
  }

  /** The phone of a new extension, registered. */
  static ScriptedPhone registered(TestNode node, TestTenant tenant, String number)
      throws IOException {
    tenant.extension(number);
    var phone = new ScriptedPhone(node, tenant, number);
    var register = phone.request("REGISTER", "sip:" + tenant.domain(), "r" + number, 1, null);
    phone.send(register);
    String challenge = phone.receive("SIP/2.0 401");
    phone.send(phone.authorized(register, challenge).replace("CSeq: 1 ", "CSeq: 2 "));
    phone.receive("SIP/2.0 200");
    return phone;
  }

  /** Its address of record. */
  String address() {
    return "sip:" + number + "@" + tenant.domain();
  }

  /** A description of one stream, PCMU, on a port that is nobody's. */
  String sdp(String media) {
    return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
        + media
        + "\r\n";
  }

  /** A request outside of a dialog; {@code to} is {@code null} for itself. */
  String request(String method, String uri, String tag, long cseq, String to) {
    return String.join(
            "\r\n",
            method + " " + uri + " SIP/2.0",
            via(),
            "Max-Forwards: 70",
            "From: <" + address() + ">;tag=" + tag,
            "To: <" + (to == null ? address() : to) + ">",
            "Call-ID: scripted-" + NUMBERS.incrementAndGet(),
            "CSeq: " + cseq + " " + method,
            "Contact: <sip:" + number + "@127.0.0.1:" + socket.getLocalPort() + ">")
        + "\r\n\r\n";
  }

  private String via() {
    return "Via: SIP/2.0/UDP 127.0.0.1:%d%s;branch=z9hG4bK-s%d"
        .formatted(
            socket.getLocalPort(), sender == socket ? ";rport" : "", NUMBERS.incrementAndGet());
  }

  /** {@code message} with header lines and a body more. */
  static String with(String message, String headers, String body) {
    String head = message.substring(0, message.indexOf("\r\n\r\n") + 2);
    return head + headers + "\r\n\r\n" + body;
  }

  /** The same request with the answer to {@code challenge}, in a transaction of its own. */
  String authorized(String request, String challenge) {
    boolean proxy = challenge.startsWith("SIP/2.0 407");
    String value = header(challenge, proxy ? "Proxy-Authenticate" : "WWW-Authenticate");
    String realm = first(REALM, value);
    String nonce = first(NONCE, value);
    String[] start = request.split(" ", 3);
    String ha1 = md5(number + ":" + realm + ":" + tenant.password(number));
    String ha2 = md5(start[0] + ":" + start[1]);
    String response = md5(String.join(":", ha1, nonce, "00000001", "c", "auth", ha2));
    String credentials =
        "Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\", algorithm=MD5, cnonce=\"c\", qop=auth, nc=00000001"
            .formatted(number, realm, nonce, start[1], response);
    String name = proxy ? "Proxy-Authorization: " : "Authorization: ";
    return request
        .replaceFirst("Via: [^\r]+", via())
        .replaceFirst("\r\n\r\n", "\r\n" + name + credentials + "\r\n\r\n");
  }

  /** Invites {@code to} with these headers and this body: challenged, acknowledged, asked again. */
  String invite(ScriptedPhone to, String headers, String body) throws IOException {
    String invite = with(request("INVITE", to.address(), "caller", 1, to.address()), headers, body);
    send(invite);
    String challenge = receive("SIP/2.0 407");
    send(acknowledgement(invite, challenge));
    String again = authorized(invite, challenge).replace("CSeq: 1 ", "CSeq: 2 ");
    send(again);
    return again;
  }

  /** The ACK of a final response; of a success it goes to the Contact in it, else to its branch. */
  String acknowledgement(String invite, String response) {
    boolean success = response.startsWith("SIP/2.0 2");
    String uri = success ? contact(response) : invite.split(" ", 3)[1];
    return String.join(
            "\r\n",
            "ACK " + uri + " SIP/2.0",
            success ? via() : "Via: " + header(invite, "Via"),
            "Max-Forwards: 70",
            "From: " + header(invite, "From"),
            "To: " + header(response, "To"),
            "Call-ID: " + header(invite, "Call-ID"),
            "CSeq: " + header(invite, "CSeq").replace("INVITE", "ACK"))
        + "\r\n\r\n";
  }

  /** A further request of the caller, in the dialog that {@code success} made. */
  String inDialog(String method, long cseq, String invite, String success) {
    return String.join(
            "\r\n",
            method + " " + contact(success) + " SIP/2.0",
            via(),
            "Max-Forwards: 70",
            "From: " + header(invite, "From"),
            "To: " + header(success, "To"),
            "Call-ID: " + header(invite, "Call-ID"),
            "CSeq: " + cseq + " " + method,
            "Contact: <sip:" + number + "@127.0.0.1:" + socket.getLocalPort() + ">")
        + "\r\n\r\n";
  }

  /** The answer to {@code request}. */
  String answer(String request, int status, String headers, String body) {
    Map<String, String> kept = new TreeMap<>();
    for (String name : List.of("Via", "From", "Call-ID", "CSeq")) {
      kept.put(name, header(request, name));
    }
    String to = header(request, "To");
    kept.put("To", to.contains(";tag=") ? to : to + ";tag=callee" + number);
    var lines = new StringBuilder("SIP/2.0 " + status + " Scripted\r\n");
    kept.forEach((name, value) -> lines.append(name).append(": ").append(value).append("\r\n"));
    lines.append("Contact: <sip:" + number + "@127.0.0.1:" + socket.getLocalPort() + ">\r\n");
    return lines
        .append(headers.isEmpty() ? "" : headers + "\r\n")
        .append("\r\n")
        .append(body)
        .toString();
  }

  private static String contact(String message) {
    return first(URI, header(message, "Contact"));
  }

  void send(String message) throws IOException {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    sender.send(new DatagramPacket(bytes, bytes.length, server));
  }

  /** The next message that begins so; what came before it is passed over. */
  String receive(String start) throws IOException {
    while (true) {
      var packet = new DatagramPacket(new byte[65_535], 65_535);
      try {
        socket.receive(packet);
      } catch (IOException e) {
        throw new AssertionError("no " + start + " after " + heard, e);
      }
      String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
      heard.add(text.lines().findFirst().orElse(""));
      if (text.startsWith(start)) {
        return text;
      }
    }
  }

  private static String first(Pattern pattern, String text) {
    var matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError(pattern + " is not in " + text);
    }
    return matcher.group(1);
  }

  private static String md5(String text) {
    try {
      var digest = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    sender.close();
    socket.close();
  }
}
