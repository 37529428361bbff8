package io.tandem.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Valid messages to begin with: all methods, responses, descriptions, digests, multipart bodies and
 * telephone numbers, and the torture tests of RFC 4475, which the engine's tests read, too. Each
 * names {@link #DOMAIN} where it names anybody's.
 */
final class Corpus {
  static final String DOMAIN = "fuzz.example";
  static final String EXTENSION = "1001";

  private static final List<String> METHODS =
      List.of(
          "INVITE",
          "REGISTER",
          "OPTIONS",
          "BYE",
          "CANCEL",
          "ACK",
          "INFO",
          "UPDATE",
          "PRACK",
          "SUBSCRIBE",
          "NOTIFY",
          "REFER",
          "MESSAGE",
          "PUBLISH");
  private static final List<String> DESCRIPTIONS =
      List.of("snom", "yealink", "webrtc", "freeswitch", "ipv6", "linphone", "polycom", "baresip");

  /** Whom requests are for, in their first line. */
  private static final String ANYBODY = "sip:1002@" + DOMAIN + ";transport=udp";

  private static final List<String> NUMBERS =
      List.of(
          "tel:+49-(30)-12.34.56",
          "tel:1002;phone-context=" + DOMAIN,
          "tel:*21*1002#;isub=12;phone-context=+4930",
          "sip:+493012;phone-context=x@" + DOMAIN + ";user=phone");

  private final List<byte[]> messages = new ArrayList<>();

  Corpus() {
    for (String name : DESCRIPTIONS) {
      String sdp = read("sdp/" + name + ".sdp");
      add(request("INVITE", body("application/sdp", sdp)));
      add(request("INVITE", multipart(sdp)));
      add(response(200, "INVITE", body("application/sdp", sdp)));
    }
    add(request("INVITE", nested(read("sdp/snom.sdp"))));
    NUMBERS.forEach(number -> add(request("INVITE", "").replace(ANYBODY, number)));
    String any = body("text/plain", "hello");
    String digits = body("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n");
    for (String method : METHODS) {
      add(request(method, ""));
      add(request(method, any));
      add(request(method, digits));
      add(digest(method));
      add(response(180, method, ""));
      add(response(407, method, ""));
    }
    read("rfc4475/outcomes.csv")
        .lines()
        .map(line -> line.split(",")[0])
        .filter(name -> !name.isBlank())
        .forEach(name -> messages.add(bytes("rfc4475/" + name + ".sip")));
  }

  List<byte[]> messages() {
    return messages;
  }

  private void add(String message) {
    messages.add(message.getBytes(StandardCharsets.UTF_8));
  }

  private static String request(String method, String ending) {
    return method
        + " "
        + ANYBODY
        + " SIP/2.0\r\n"
        + fields(method)
        + "Max-Forwards: 70\r\n"
        + "Contact: \"Ann\" <sip:1001@127.0.0.1:5066;ob>;expires=600;+sip.instance="
        + "\"<urn:uuid:0b1c8f1e-6f0e-4c53-9a53-6d2b2c5f7f1a>\";reg-id=1;q=0.5\r\n"
        + "Route: <sip:127.0.0.1;lr>\r\nRecord-Route: <sip:127.0.0.1;lr>, <sip:p2.example;lr>\r\n"
        + "Supported: replaces, outbound, path, timer\r\nAllow: INVITE, ACK, BYE\r\n"
        + "Session-Expires: 1800;refresher=uac\r\nMin-SE: 90\r\nPrivacy: id\r\n"
        + "Alert-Info: <urn:alert:source:internal>, <urn:alert:priority:low>\r\n"
        + "P-Asserted-Identity: <sip:1001@fuzz.example>, <tel:+4930123>\r\n"
        + "Reason: SIP;cause=200;text=\"Call completed elsewhere\"\r\nUser-Agent: Fuzz/1.0\r\n"
        + "Path: <sip:127.0.0.1;lr;ob>\r\nAccept: application/sdp\r\nEvent: message-summary\r\n"
        + (ending.isEmpty() ? "Content-Length: 0\r\n\r\n" : ending);
  }

  private static String digest(String method) {
    String header = method.equals("REGISTER") ? "Authorization" : "Proxy-Authorization";
    String value =
        "Digest username=\"1001\", realm=\"fuzz.example\", nonce=\"MDEyMzQ1Njc4OWFiY2RlZg\","
            + " uri=\"sip:1002@fuzz.example\", response=\"0123456789abcdef0123456789abcdef\","
            + " algorithm=MD5, cnonce=\"0a4f113b\", qop=auth, nc=00000001, opaque=\"x\"";
    return request(method, header + ": " + value + "\r\nContent-Length: 0\r\n\r\n");
  }

  private static String response(int status, String method, String ending) {
    return "SIP/2.0 "
        + status
        + " Some Reason\r\n"
        + fields(method)
        + "Contact: <sip:1002@127.0.0.1:5067>\r\nRequire: 100rel\r\nRSeq: 1\r\n"
        + "Proxy-Authenticate: Digest realm=\"fuzz.example\", nonce=\"a\", qop=\"auth\"\r\n"
        + (ending.isEmpty() ? "Content-Length: 0\r\n\r\n" : ending);
  }

  private static String fields(String method) {
    return "Via: SIP/2.0/UDP 127.0.0.1:5066;rport;branch=z9hG4bK-fuzz-1;alias\r\n"
        + "From: \"Ann \\\"A\\\" Smith\" <sip:1001@fuzz.example>;tag=f1\r\n"
        + "To: <sip:1002@fuzz.example;user=phone>\r\nCall-ID: fuzz-1@127.0.0.1\r\nCSeq: 7 "
        + method
        + "\r\n";
  }

  private static String body(String type, String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return "Content-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n" + text;
  }

  private static String multipart(String sdp) {
    String text =
        "--edge\r\nContent-Type: application/sdp\r\nContent-Disposition: session\r\n\r\n"
            + sdp
            + "\r\n--edge\r\nContent-Type: application/pidf+xml\r\n"
            + "Content-Disposition: x;handling=optional\r\n\r\n<presence/>\r\n--edge--\r\n";
    return body("multipart/mixed;boundary=\"edge\"", text);
  }

  /** A choice within a body of two parts, with lines that end in LF alone and folded headers. */
  private static String nested(String sdp) {
    String choice =
        "preamble\n--in\n\nplain text\n--in\nContent-Type: application/sdp\n"
            + "Content-Disposition: session;\n handling=required\n\n"
            + sdp
            + "\n--in--\nepilogue\n";
    String text =
        "--out\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n"
            + choice
            + "\r\n--out\r\nc: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\naGk=\r\n--out--";
    return body("multipart/mixed;boundary=out", text);
  }

  private static String read(String name) {
    return new String(bytes(name), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String name) {
    try (InputStream in = Corpus.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("missing from the class path: " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
