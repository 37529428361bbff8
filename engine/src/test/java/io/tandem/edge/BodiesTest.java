package io.tandem.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tandem.call.leg.Body;
import io.tandem.sip.message.ParseResult;
import io.tandem.sip.message.SipMessage;
import io.tandem.sip.message.SipParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of bodies. */
class BodiesTest {
  private static final String SDP = "v=0\r\no=- 1 1 IN IP4 192.0.2.1";

  private static final String HEAD =
      """
      Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKa
      Max-Forwards: 70
      From: <sip:1001@acme.test>;tag=1
      To: <sip:1002@acme.test>
      Call-ID: a
      CSeq: 1 %s
      %s

      """;

  private static SipMessage message(String start, String method, String headers, String body) {
    String head = start + "\n" + HEAD.formatted(method, headers).stripTrailing() + "\n\n";
    String text = head.replace("\n", "\r\n") + body;
    var result = new SipParser().datagram(text.getBytes(StandardCharsets.UTF_8));
    assertThat(result).as(text).isInstanceOf(ParseResult.Message.class);
    return ((ParseResult.Message) result).message();
  }

  private static Body request(String method, String headers, String body) {
    return Bodies.of(message(method + " sip:1002@acme.test SIP/2.0", method, headers, body));
  }

  private static Body invite(String headers, String body) {
    return request("INVITE", headers, body);
  }

  private static Body response(String headers, String body) {
    return Bodies.of(message("SIP/2.0 200 OK", "INVITE", headers, body));
  }

  /** One part: its headers, an empty line, its content. */
  private static String part(String headers, String content) {
    return "--b\r\n" + headers.replace("\n", "\r\n") + "\r\n\r\n" + content + "\r\n";
  }

  private static String sdp() {
    return part("Content-Type: application/sdp", SDP);
  }

  static Stream<Arguments> found() {
    String mixed = "Content-Type: multipart/mixed;boundary=b";
    String isup = part("Content-Type: application/ISUP;version=itu-t92+", "\u0001\u0002");
    String nested =
        part(
            "Content-Type: multipart/related; boundary=\"b/inner\"",
            "--b/inner\r\nContent-Type: application/sdp\r\n\r\n" + SDP + "\r\n--b/inner--");
    return Stream.of(
        arguments("plain", "Content-Type: application/sdp", SDP),
        arguments("white space and case", "c: Application / SDP ;charset=utf-8", SDP),
        arguments(
            "optional, understood",
            "Content-Type: application/sdp\nContent-Disposition: session;handling=optional",
            SDP),
        arguments("no encoding", "Content-Type: application/sdp\nContent-Encoding: identity", SDP),
        arguments("one part", mixed, sdp() + "--b--\r\n"),
        arguments("preamble and epilogue", mixed, "hello\r\n" + sdp() + "--b-- \r\nbye\r\n--b\r\n"),
        arguments("no closing boundary", mixed, sdp()),
        arguments("line feeds alone", mixed, (sdp() + "--b--\r\n").replace("\r\n", "\n")),
        arguments(
            "folded and compact headers of a part",
            mixed,
            part("c: application/sdp;\n charset=utf-8\nContent-ID: <a@b>", SDP) + "--b--"),
        arguments("gateway", mixed, sdp() + isup + "--b--\r\n"),
        arguments("gateway, the other way round", mixed, isup + sdp() + "--b--\r\n"),
        arguments(
            "location of an emergency call",
            mixed,
            sdp()
                + part("Content-Type: application/pidf+xml\nContent-ID: <x@y>", "<p/>")
                + "--b--"),
        arguments(
            "unknown, but optional",
            mixed,
            sdp()
                + part("Content-Type: text/x\nContent-Disposition: render;handling=Optional", "x")
                + "--b--"),
        arguments(
            "compressed, but optional",
            mixed,
            sdp()
                + part(
                    "Content-Type: text/x\nContent-Encoding: gzip\n"
                        + "Content-Disposition: x;handling=optional",
                    "x")
                + "--b--"),
        arguments("nested", mixed, nested + "--b--"),
        arguments("the first of two", mixed, sdp() + part("c: application/sdp", "v=9") + "--b--"),
        arguments(
            "the last alternative that is understood",
            "Content-Type: multipart/alternative;boundary=b",
            part("c: application/sdp", "v=9") + sdp() + part("c: text/html", "<p>") + "--b--"),
        arguments("a kind that nobody knows", "c: multipart/x-y;boundary=b", sdp() + "--b--"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("found")
  void theDescriptionCountsInRequestsAndResponses(String kind, String headers, String body) {
    boolean lineFeeds = !body.contains("\r");
    String expected = lineFeeds ? SDP.replace("\r\n", "\n") : SDP;

    assertThat(invite(headers, body)).isNotNull();
    assertThat(invite(headers, body).fault()).isNull();
    assertThat(invite(headers, body).content().strip()).isEqualTo(expected);
    assertThat(response(headers, body).content().strip()).isEqualTo(expected);
  }

  static Stream<Arguments> refused() {
    String mixed = "Content-Type: multipart/mixed;boundary=b";
    String deep = "--b0\r\nc: application/sdp\r\n\r\n" + SDP;
    for (int i = 1; i < 6; i++) {
      deep = "--b" + i + "\r\nc: multipart/mixed;boundary=b" + (i - 1) + "\r\n\r\n" + deep;
    }
    return Stream.of(
        arguments("unknown type", "c: text/plain", "hello", Body.Fault.TYPE),
        arguments(
            "unknown part, required by default",
            mixed,
            sdp() + part("c: text/plain", "x") + "--b--",
            Body.Fault.TYPE),
        arguments(
            "a part without a type is text",
            mixed,
            sdp() + "--b\r\n\r\nx\r\n--b--",
            Body.Fault.TYPE),
        arguments(
            "known to be of no use, but required",
            mixed,
            sdp() + part("c: application/isup\nContent-Disposition: signal;handling=required", "x"),
            Body.Fault.TYPE),
        arguments(
            "a description of something else",
            "c: application/sdp\nContent-Disposition: early-session",
            SDP,
            Body.Fault.TYPE),
        arguments("compressed", "c: application/sdp\ne: gzip", SDP, Body.Fault.ENCODING),
        arguments(
            "a compressed part",
            mixed,
            part("c: application/sdp\nContent-Encoding: gzip", SDP) + "--b--",
            Body.Fault.ENCODING),
        arguments("no boundary", "c: multipart/mixed", sdp() + "--b--", Body.Fault.MALFORMED),
        arguments("no part", mixed, "nothing here", Body.Fault.MALFORMED),
        arguments("bad head of a part", mixed, "--b\r\nhello\r\n\r\nx", Body.Fault.MALFORMED),
        arguments("too many parts", mixed, sdp().repeat(33), Body.Fault.MALFORMED),
        arguments("too deep", "c: multipart/mixed;boundary=b5", deep, Body.Fault.MALFORMED));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void whatMustBeUnderstoodAndIsNotIsRefused(
      String kind, String headers, String body, Body.Fault fault) {
    assertThat(invite(headers, body).fault()).isEqualTo(fault);
    assertThat(invite(headers, body).isSdp()).isFalse();
  }

  @Test
  void whatIsOptionalAndNotUnderstoodCountsAsNone() {
    String optional = "Content-Disposition: signal;handling=optional\n";

    assertThat(invite(optional + "c: application/isup", "x")).isNull();
    assertThat(invite(optional + "c: text/plain", "x")).isNull();
    assertThat(invite(optional + "c: text/plain\nContent-Encoding: gzip", "x")).isNull();
    assertThat(invite(optional + "c: multipart/mixed", "x")).isNull();
    assertThat(invite("X: y", "")).isNull();
  }

  @Test
  void aResponseIsNeverRefused() {
    assertThat(response("c: text/plain", "x")).isNull();
    assertThat(response("c: application/sdp\ne: gzip", "x")).isNull();
    assertThat(response("c: multipart/mixed;boundary=b", sdp() + part("c: text/x", "x")))
        .isEqualTo(Body.sdp(SDP));
  }

  @Test
  void anInfoGoesOnAsItIsAndNobodyReadsOthers() {
    String type = "application/dtmf-relay;x=y";

    assertThat(request("INFO", "c: " + type, "Signal=5")).isEqualTo(Body.of(type, "Signal=5"));
    assertThat(request("INFO", "c: text/plain\ne: gzip", "x").fault())
        .isEqualTo(Body.Fault.ENCODING);
    assertThat(request("BYE", "c: application/vq-rtcpxr", "x")).isNull();
  }

  /** 64 kB that look like boundaries all over. */
  @Test
  void whatIsMadeToCostMuchCostsLittle() {
    String lines = "--b-\r\n".repeat(10_000);
    String parts = "--b\r\n\r\n".repeat(8_000);

    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 5; i++) {
            invite("c: multipart/mixed;boundary=b", lines);
            invite("c: multipart/mixed;boundary=b", parts);
          }
        });
  }
}
