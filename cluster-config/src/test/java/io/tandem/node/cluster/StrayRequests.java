package io.tandem.node.cluster;

import io.tandem.phone.Phone;
import io.tandem.phone.PhoneCall;
import io.tandem.phone.model.SipRecord;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Goes on with a phone's dialog from another socket and towards another node, as a phone behind a
 * load balancer may. Knows of SIP what three requests need.
 */
final class StrayRequests implements AutoCloseable {
  private static final int PATIENCE = 5_000;

  /** Longer than T1, after which a 200 that nobody acknowledged comes again. */
  private static final int QUIET = 900;

  private final DatagramSocket socket;
  private final InetSocketAddress node;
  private final String target;
  private final String from;
  private final String to;
  private final String callId;
  private final String contact;
  private final String sdp;
  private int cseq = 1000;

  private StrayRequests(
      DatagramSocket socket, InetSocketAddress node, boolean caller, String invite, String answer) {
    this.socket = socket;
    this.node = node;
    String own = caller ? invite : answer;
    String other = caller ? answer : invite;
    this.target = field(other, "Contact").replaceAll("[^<]*<([^>]+)>.*", "$1");
    this.from = field(answer, caller ? "From" : "To");
    this.to = field(answer, caller ? "To" : "From");
    this.callId = field(invite, "Call-ID");
    this.contact = field(own, "Contact");
    this.sdp = own.substring(own.indexOf("\r\n\r\n") + 4);
  }

  /** Takes over where {@code call} is. */
  static StrayRequests of(PhoneCall call, InetSocketAddress node) throws IOException {
    var messages = Phone.await(call.phone().ladder(call.callId(), true), TestCluster.SOON);
    boolean caller = !call.status().incoming();
    SipRecord answer =
        messages.stream()
            .filter(m -> m.status() == 200 && m.method().equals("INVITE"))
            .findFirst()
            .orElseThrow();
    SipRecord invite =
        messages.stream()
            .filter(m -> m.cseq().equals(answer.cseq()) && m.firstLine().startsWith("INVITE"))
            .findFirst()
            .orElseThrow();
    var socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
    return new StrayRequests(socket, node, caller, invite.text(), answer.text());
  }

  private static String field(String message, String name) {
    var matcher =
        Pattern.compile("^" + name + ":\\s*(.*?)\\s*$", Pattern.MULTILINE).matcher(message);
    if (!matcher.find()) {
      throw new AssertionError("no " + name + " in " + message);
    }
    return matcher.group(1);
  }

  /** A re-INVITE with the phone's own description; returns its final status. */
  int reinvite() throws IOException {
    cseq++;
    send("INVITE", sdp);
    return finalStatus();
  }

  /** The ACK of the re-INVITE's 2xx. */
  void acknowledge() throws IOException {
    send("ACK", "");
  }

  /** A BYE; returns its final status. */
  int bye() throws IOException {
    cseq++;
    send("BYE", "");
    return finalStatus();
  }

  /** Whether no message comes for longer than an unacknowledged 2xx takes to come again. */
  boolean isQuiet() throws IOException {
    socket.setSoTimeout(QUIET);
    try {
      receive();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  private void send(String method, String body) throws IOException {
    String message =
        """
        %s %s SIP/2.0
        Via: SIP/2.0/UDP 127.0.0.1:%d;branch=z9hG4bK-stray-%d-%s;rport
        Max-Forwards: 70
        From: %s
        To: %s
        Call-ID: %s
        CSeq: %d %s
        Contact: %s
        %sContent-Length: %d

        """
            .formatted(
                method,
                target,
                socket.getLocalPort(),
                cseq,
                method,
                from,
                to,
                callId,
                cseq,
                method,
                contact,
                body.isEmpty() ? "" : "Content-Type: application/sdp\n",
                body.length());
    byte[] bytes = (message.replace("\n", "\r\n") + body).getBytes(StandardCharsets.UTF_8);
    socket.send(new DatagramPacket(bytes, bytes.length, node));
  }

  private int finalStatus() throws IOException {
    socket.setSoTimeout(PATIENCE);
    int status = receive();
    while (status < 200) {
      status = receive();
    }
    return status;
  }

  private int receive() throws IOException {
    var packet = new DatagramPacket(new byte[8192], 8192);
    socket.receive(packet);
    String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    return Integer.parseInt(text.split(" ")[1]);
  }

  @Override
  public void close() {
    socket.close();
  }
}
