package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * The messages of RFC 4475, in {@code rfc4475/*.sip} with its notation for bytes in hex, and what
 * becomes of each, in {@code rfc4475/outcomes.csv}: {@code message}, or the status and whether a
 * request is {@code answered} with it or {@code dropped}.
 */
class TortureTest {
  private static final Pattern HEX = Pattern.compile("<hex>([0-9A-F]+)</hex>");

  @ParameterizedTest(name = "{0}: {1}")
  @CsvFileSource(resources = "/rfc4475/outcomes.csv")
  void hasItsOutcomeAndIsWrittenAsItIsRead(String name, String outcome, String reason)
      throws IOException {
    var result = new SipParser().datagram(read(name));
    assertThat(describe(result)).isEqualTo(outcome);
    if (result instanceof ParseResult.Malformed malformed) {
      assertThat(malformed.reason()).isEqualTo(reason);
    } else if (result instanceof ParseResult.Message parsed) {
      byte[] encoded = parsed.message().encode();
      assertThat(Samples.message(encoded).encode()).as("read again").isEqualTo(encoded);
    }
  }

  @Test
  void foldsAndSpacesMeanNothing() throws IOException {
    var request = valid("wsinv");
    assertThat(request.toTag()).isEqualTo("1918181833n");
    assertThat(request.from())
        .isEqualTo(
            new NameAddress(
                "J Rosenberg \\\"", "sip:jdrosen@example.com", Map.of("tag", "98asjd8")));
    assertThat(request.maxForwards()).isEqualTo(68);
    assertThat(request.cseq()).isEqualTo(9);
    assertThat(request.viaCount()).isEqualTo(3);
    assertThat(request.topVia()).isEqualTo(new Via("UDP", "192.0.2.2", -1, "390skdjuw", Map.of()));
    assertThat(request.header("Subject")).isEmpty();
    assertThat(request.header("NewFangledHeader"))
        .isEqualTo("newfangled value continued newfangled value");
    assertThat(request.header("UnknownHeaderWithUnusualValue")).isEqualTo(";;,,;;,;");
    assertThat(request.contacts())
        .containsExactly(
            new NameAddress(
                "Quoted string \"\"",
                "sip:jdrosen@example.com",
                Map.of("newparam", "newvalue", "secondparam", "", "q", "0.33")));
    assertThat(request.uri().parameters()).isEqualTo(Map.of("unknownparam", ""));
    assertThat(request.body()).hasSize(150);
  }

  @Test
  void unusualCharactersAreKept() throws IOException {
    var request = valid("intmeth");
    assertThat(request.method()).isEqualTo("!interesting-Method0123456789_*+`.%indeed'~");
    assertThat(request.uri().user()).isEqualTo("1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*");
    assertThat(request.uri().password()).isEqualTo("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)");
    assertThat(request.to().displayName()).isEqualTo("BEL: NUL: DEL:");
    assertThat(request.from().displayName()).isEqualTo("token1~` token2'+_ token3*%!.-");
    assertThat(request.from().parameters().values()).contains("работающий");
    assertThat(request.topVia().branch()).isEqualTo("z9hG4bK-.!%66*_+`'~");
    assertThat(request.header("extensionHeader-!.%*+_`'~")).endsWith("大停電");
  }

  @Test
  void escapesAreReadOnce() throws IOException {
    var request = valid("esc01");
    assertThat(request.uri().user()).isEqualTo("sips:user@example.com");
    assertThat(request.to().sipUri().user()).isEqualTo("user");
    assertThat(request.from().sipUri().user()).isEqualTo("I have spaces");
    var contact = request.contacts().get(0).sipUri();
    assertThat(contact.user()).isEqualTo("caller");
    assertThat(contact.parameters()).isEqualTo(Map.of("lr", "", "name", "value%41"));
    assertThat(valid("escnull").contacts().get(1).sipUri().user()).isEqualTo("\0\0");
    assertThat(valid("esc02").contacts()).hasSize(2);
    assertThat(valid("semiuri").uri().user()).isEqualTo("user;par=u@example.net");
  }

  @Test
  void anUnbracketedUrisParametersAreTheHeaders() throws IOException {
    var contact = valid("cparam01").contacts().get(0);
    assertThat(contact.parameters()).isEqualTo(Map.of("unknownparam", ""));
    assertThat(valid("regescrt").contacts().get(0).sipUri().headers())
        .isEqualTo("Route=%3Csip:sip.example.com%3E");
  }

  @Test
  void otherSchemesHaveNoSipUri() throws IOException {
    assertThat(valid("novelsc").uri()).isNull();
    assertThat(valid("unksm2").to().sipUri()).isNull();
    assertThat(valid("inv2543").topVia().branch()).isNull();
    assertThat(valid("inv2543").fromTag()).isNull();
    assertThat(valid("badbranch").topVia().hasMagicCookie()).isFalse();
  }

  private static SipRequest valid(String name) throws IOException {
    return (SipRequest) Samples.message(read(name));
  }

  private static String describe(ParseResult result) {
    if (result instanceof ParseResult.Malformed malformed) {
      return malformed.status() + (malformed.answer() == null ? " dropped" : " answered");
    }
    return result instanceof ParseResult.Message ? "message" : "keep-alive";
  }

  private static byte[] read(String name) throws IOException {
    try (var file = TortureTest.class.getResourceAsStream("/rfc4475/" + name + ".sip")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8).replace("\n", "\r\n");
      var bytes = new ByteArrayOutputStream();
      Matcher hex = HEX.matcher(text);
      int at = 0;
      while (hex.find()) {
        bytes.writeBytes(text.substring(at, hex.start()).getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(HexFormat.of().parseHex(hex.group(1)));
        at = hex.end();
      }
      bytes.writeBytes(text.substring(at).getBytes(StandardCharsets.UTF_8));
      return bytes.toByteArray();
    }
  }
}
