package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gov.nist.core.CommonLogger;
import io.tandem.id.Text;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipParserTest {
  private final SipParser parser = new SipParser();

  @ParameterizedTest
  @CsvSource({
    "rnrn, PING",
    "rn, PONG",
    "0, SILENT",
    "0000, SILENT",
    "rnrnrnrn, SILENT",
    "'', SILENT"
  })
  void keepAlivesNeverReachAParser(String text, ParseResult.KeepAlive expected) {
    byte[] bytes = text.replace('r', '\r').replace('n', '\n').replace('0', '\0').getBytes();
    assertThat(parser.datagram(bytes)).isEqualTo(expected);
    assertThat(parser.message(bytes, new byte[0])).isEqualTo(expected);
    assertThat(ParseResult.KeepAlive.pong()).containsExactly('\r', '\n');
  }

  @Test
  void headersLogThroughSlf4jInsteadOfLog4j() {
    assertThatThrownBy(() -> NameAddress.parse("<")).isInstanceOf(SipSyntaxException.class);
    assertThat(CommonLogger.legacyLogger).isInstanceOf(Slf4jStackLogger.class);
    assertThatThrownBy(() -> Class.forName("org.apache.log4j.Logger"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "To: <sip:1002@acme.test>",
        "Call-ID: a84b4c76e66710@192.0.2.10",
        "CSeq: 314159 INVITE",
        "From: \"Alice\" <sip:1001@acme.test>;tag=1928301774",
        "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds;rport"
      })
  void aMandatoryHeaderThatIsMissingOrBadIsFatal(String line) {
    String name = line.substring(0, line.indexOf(':'));
    var missing = Samples.malformed(Samples.invite(line, ""));
    assertThat(missing.reason()).isEqualTo("missing " + name);
    assertThat(missing.answer()).isNull();
    assertThat(Samples.malformed(Samples.invite(line, name + ": <,@ ;")).status()).isEqualTo(400);
    if (name.equals("Via")) {
      return; // only the uppermost is ours to read
    }
    var twice = Samples.malformed(Samples.INVITE.replace(line, line + "\n" + name + ": <,@ ;"));
    assertThat(twice.status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "Max-Forwards: 256, bad Max-Forwards",
    "Max-Forwards: x, bad Max-Forwards",
    "Contact: <sip:a b>, bad address",
    "Contact: <sip:a%FF@h>, escapes in URI are not UTF-8",
    "Contact: <sip:a%ED%A0%BD@h>, escapes in URI are not UTF-8",
    "Contact: <sip:a@h;x=%ED%BA%80>, escapes in URI are not UTF-8",
    "'Contact: *, <sip:a@h>', Contact: * does not stand alone",
    "Content-Type: sdp, bad Content-Type",
    "Route: sip.example.com, bad address",
    "'Route: <sip:a>,', bad address",
    "Record-Route: , bad address",
    "Path: <>, bad address",
    "Call-ID : b, repeated Call-ID",
    "no colon, Bad Header Name",
    "na me: x, Bad Header Name",
  })
  void aBadHeaderThatWeUseIsAnswered400(String line, String reason) {
    String text =
        Samples.INVITE
            .replaceAll("(?m)^(Contact|Max-Forwards|Content-Type):.*\n", "")
            .replace("\n\n", "\n" + line + "\n\n");
    var malformed = Samples.malformed(text);
    assertThat(malformed.reason()).isEqualTo(reason);
    var answer = Samples.response(Samples.text(malformed.answer()));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.reason()).isEqualTo("Bad Request - " + reason);
    assertThat(answer.callId()).isEqualTo("a84b4c76e66710@192.0.2.10");
    assertThat(answer.topVia().branch()).isEqualTo("z9hG4bK776asdhds");
    assertThat(answer.toTag()).isNotEmpty();
  }

  @Test
  void badHeadersThatNobodyUsesAreLeftAlone() {
    var request =
        Samples.request(Samples.INVITE.replace("\n\n", "\nDate: yesterday\nExpires: soon\n\n"));
    assertThat(request.header("expires")).isEqualTo("soon");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INVITE",
        "INVITE sip:1002@acme.test",
        "INVITE  sip:1002@acme.test SIP/2.0",
        "INVITE sip:1002@acme.test SIP/2.0 ",
        " INVITE sip:1002@acme.test SIP/2.0",
        "INV\"ITE sip:1002@acme.test SIP/2.0",
        "INVITE <sip:1002@acme.test> SIP/2.0",
        "INVITE sip:a@b@c SIP/2.0",
        "INVITE 1002 SIP/2.0",
        "INVITE sip:1002@acme.test SIP/two",
        "INVITE sip:1002@acme.test SIP/2.0.",
        "OPTIONS sip:1002@acme.test SIP/2.0",
        "SIP/2.0 99 x",
        "SIP/2.0 700 x",
        "SIP/2.0 2000 x",
        "SIP/2.0 abc x",
        "SIP/2.0"
      })
  void aBadStartLineIsFatal(String line) {
    var result = Samples.malformed(Samples.invite("INVITE sip:1002@acme.test SIP/2.0", line));
    assertThat(result.status()).isEqualTo(400);
  }

  @Test
  void anotherVersionIsAnswered505() {
    var result = Samples.malformed(Samples.INVITE.replace("test SIP/2.0", "test SIP/7.0"));
    assertThat(result.status()).isEqualTo(505);
    assertThat(result.answer().reason()).isEqualTo("Version Not Supported");
    assertThat(Samples.request(Samples.INVITE.replace("test SIP/2.0", "test sip/2.0")).method())
        .isEqualTo("INVITE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET / HTTP/1.1\nHost: x\n\n", "hello", "\u0016\u0003\u0001", "\n\n{}"})
  void whatIsNoSipAtAllIsDropped(String text) {
    var result = Samples.malformed(text);
    assertThat(result.status()).isEqualTo(400);
    assertThat(result.answer()).isNull();
  }

  @Test
  void anAckOrAResponseIsNeverAnswered() {
    var ack = Samples.malformed(Samples.INVITE.replace("INVITE", "ACK").replace("70", "x"));
    assertThat(ack.reason()).isEqualTo("bad Max-Forwards");
    assertThat(ack.answer()).isNull();
    String response = Samples.INVITE.replace("INVITE sip:1002@acme.test SIP/2.0", "SIP/2.0 200");
    assertThat(Samples.response(response).reason()).isEmpty();
    assertThat(Samples.malformed(response.replace("To: <", "To: <<")).answer()).isNull();
  }

  @Test
  void aBodyWithoutContentLengthReachesToTheEndOfTheDatagram() {
    assertThat(Samples.request(Samples.INVITE).body()).hasSize(5);
  }

  @Test
  void aBodyIsCutAtContentLengthAndNeverStretched() {
    assertThat(withLength("Content-Length: 3").body()).asString().isEqualTo("v=0");
    assertThat(withLength("l:0").body()).isEmpty();
    var beyond = Samples.malformed(Samples.INVITE.replace("\n\n", "\nContent-Length: 6\n\n"));
    assertThat(beyond.reason()).isEqualTo("Content-Length beyond the datagram");
    assertThat(beyond.answer()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\nContent-Length: 5",
        "Content-Length: 5\nl: 4",
        "Content-Length: -1",
        "Content-Length: 5x",
        "Content-Length:",
        "Content-Length: 4294967301",
        "l: 5, 5"
      })
  void anAmbiguousContentLengthIsAnswered400(String lines) {
    var result = Samples.malformed(Samples.INVITE.replace("\n\n", "\n" + lines + "\n\n"));
    assertThat(result.status()).isEqualTo(400);
    assertThat(result.answer()).isNotNull();
  }

  @Test
  void aFrameOfAStreamMustFitItsContentLength() {
    byte[] head = Samples.bytes(Samples.INVITE.replace("\n\nv=0\n", "\nl: 5\n\n"));
    byte[] body = Samples.bytes("v=0\n");
    var result = parser.message(head, body);
    assertThat(((ParseResult.Message) result).message().body()).isEqualTo(body);
    assertThat(parser.message(head, new byte[4])).isInstanceOf(ParseResult.Malformed.class);
  }

  @Test
  void aTruncatedMessageIsAnswered400() {
    String head = Samples.INVITE.substring(0, Samples.INVITE.indexOf("Supported"));
    var result = Samples.malformed(head);
    assertThat(result.reason()).isEqualTo("Truncated");
    assertThat(result.answer()).isNotNull();
    assertThat(Samples.malformed(head.substring(0, 100)).answer()).isNull();
  }

  @Test
  void foldsBecomeOneSpace() {
    var request =
        Samples.request(Samples.INVITE.replace("\n\n", "\nSubject: a\n  b\n\t c\nX:\n  y\n\n"));
    assertThat(request.header("s")).isEqualTo("a b c");
    assertThat(request.header("X")).isEqualTo("y");
  }

  @Test
  void compactNamesAndListsAreUnderstood() {
    var request =
        Samples.request(
            """
            INVITE sip:1002@acme.test SIP/2.0
            v: SIP/2.0/UDP a;branch=z9hG4bK1, SIP/2.0/UDP b;branch=z9hG4bK2
            f: <sip:1001@acme.test>;tag=1
            t: <sip:1002@acme.test>
            i: x
            CSEQ: 1 INVITE
            m: "a, b" <sip:1,2@h>;q=1, <sip:2@h>
            k: timer
            c: application/SDP;charset=x
            l: 0

            """);
    assertThat(request.viaCount()).isEqualTo(2);
    assertThat(request.contacts()).hasSize(2);
    assertThat(request.contacts().get(0).displayName()).isEqualTo("a, b");
    assertThat(request.header("Supported")).isEqualTo("timer");
    assertThat(request.contentType()).isEqualTo("application/sdp");
    assertThat(request.maxForwards()).isEqualTo(-1);
  }

  @Test
  void aWildcardContactIsNoAddress() {
    String contact = "Contact: <sip:1001@192.0.2.10:5060;transport=udp>";
    var request = Samples.request(Samples.invite(contact, "Contact: *"));
    assertThat(request.isWildcardContact()).isTrue();
    assertThat(request.contacts()).isEmpty();
  }

  @Test
  void textThatIsNotUtf8IsReadAsLatin1() {
    byte[] latin1 =
        Samples.INVITE
            .replace("Alice", "Zoë")
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(Samples.message(latin1).from().displayName()).isEqualTo("Zoë");
    assertThat(Samples.request(Samples.INVITE.replace("Alice", "Zoë")).from().displayName())
        .isEqualTo("Zoë");
  }

  /** The bytes of one half of a surrogate pair, of both halves (CESU-8), of half a character. */
  @ParameterizedTest
  @ValueSource(strings = {"eda0bd", "edba80", "eda0bdedba80", "f09f9a", "80", "fe"})
  void noBytesMakeHalfASurrogatePair(String hex) {
    byte[] message =
        Samples.INVITE
            .replace("Alice", "A#")
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.UTF_8);
    var bytes = new ByteArrayOutputStream();
    for (byte b : message) {
      bytes.writeBytes(b == '#' ? HexFormat.of().parseHex(hex) : new byte[] {b});
    }
    String name = Samples.message(bytes.toByteArray()).from().displayName();
    assertThat(name).startsWith("A");
    assertThat(Text.isWellFormed(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\u0001", "\u007f", "\u001b[2J"})
  void aControlCharacterIsRefusedUnlessItIsQuotedAndThenDropped(String control) {
    assertThat(Samples.malformed(Samples.INVITE.replace("Alice", control)).reason())
        .isEqualTo("Control Character");
    var request = Samples.request(Samples.INVITE.replace("Alice", "Al\\" + control + "ice"));
    assertThat(request.from().displayName()).doesNotContain("\\").startsWith("Al");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r"})
  void aBareLineEndIsRefused(String end) {
    byte[] bytes = Samples.bytes(Samples.INVITE);
    String text = new String(bytes, StandardCharsets.UTF_8);
    String bare = text.replace("70\r\n", "70" + end);
    assertThat(Samples.malformed(bare.getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(400);
  }

  @Test
  void sizesAreBounded() {
    var small = new SipParser(new ParserLimits(600, 70, 12, 4));
    assertThat(refusal(small, Samples.INVITE)).isEqualTo(413);
    assertThat(refusal(small, Samples.INVITE.replace("v=0", ""))).isZero();
    String header = "\nX-Long: " + "x".repeat(70) + "\n\n";
    assertThat(refusal(small, Samples.INVITE.replace("\n\n", header))).isEqualTo(513);
    String lines = "\nX: y\nX: y\n\n";
    assertThat(refusal(small, Samples.INVITE.replace("\n\n", lines))).isEqualTo(513);
    String many = ("\nX-: " + "x".repeat(50)).repeat(4) + "\n\n";
    assertThat(refusal(small, Samples.INVITE.replace("\n\n", many))).isEqualTo(513);
    assertThatThrownBy(() -> new ParserLimits(0, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"'\n f', X: a", "',', Route: ", "';p', Contact: <sip:a@b>", "'\\\"', Contact: \""})
  void timeIsLinearInWhatIsSent(String repeated, String start) {
    String text = start + repeated.repeat(60_000 / repeated.length());
    byte[] bytes = Samples.bytes(Samples.INVITE.replace("\n\n", "\n" + text + "\n\n"));
    var unlimited = new SipParser(new ParserLimits(200_000, 200_000, 200_000, 200_000));
    Assertions.assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 3; i++) {
            assertThat(unlimited.datagram(bytes)).isNotNull();
          }
        });
  }

  @Test
  void noDamageToAMessageThrows() {
    byte[] bytes = Samples.bytes(Samples.INVITE);
    var random = new Random(1);
    int messages = 0;
    for (int round = 0; round < 5_000; round++) {
      byte[] damaged = damage(bytes, random);
      MessageScan.of(damaged).ownerHash();
      if (parser.datagram(damaged) instanceof ParseResult.Message parsed) {
        messages++;
        byte[] encoded = parsed.message().encode();
        assertThat(Samples.message(encoded).encode()).isEqualTo(encoded);
      }
    }
    assertThat(messages).isBetween(500, 4_500);
  }

  private static byte[] damage(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, at + random.nextInt(4));
    var out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    String special = "\r\n\0\t ,;:<>\"\\@%=?()[]/*é0";
    out.writeBytes(String.valueOf(special.charAt(random.nextInt(special.length()))).getBytes());
    out.writeBytes(Arrays.copyOfRange(bytes, random.nextBoolean() ? to : at, bytes.length));
    return out.toByteArray();
  }

  private static SipRequest withLength(String line) {
    return Samples.request(Samples.INVITE.replace("\n\n", "\n" + line + "\n\n"));
  }

  private static int refusal(SipParser parser, String text) {
    var result = parser.datagram(Samples.bytes(text));
    return result instanceof ParseResult.Malformed malformed ? malformed.status() : 0;
  }
}
