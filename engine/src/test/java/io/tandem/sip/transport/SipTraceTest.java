package io.tandem.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SipTraceTest {
  @Test
  void credentialsAreBlottedOutFoldedOnesToo() {
    String message =
        "REGISTER sip:a SIP/2.0\r\nAuthorization: Digest username=\"1001\",\r\n response=\"5ec\"\r\n"
            + "proxy-authorization : Digest response=\"7e7\"\r\nCSeq: 1 REGISTER\r\n\r\n";
    assertThat(text(message))
        .contains(
            "\r\nAuthorization: Digest response=\"***\"\r\n",
            "\r\nproxy-authorization : Digest response=\"***\"\r\nCSeq: 1 REGISTER")
        .doesNotContain("5ec", "7e7");
  }

  @Test
  void theSchemeOfCredentialsStays() {
    assertThat(text("X y\r\nAuthorization: basic c2VjcmV0\r\n\r\n"))
        .isEqualTo("X y\r\nAuthorization: Basic ***\r\n\r\n");
    assertThat(text("X y\r\nAuthorization:Bearer c2VjcmV0\r\n\r\n"))
        .isEqualTo("X y\r\nAuthorization: Bearer ***\r\n\r\n");
    assertThat(text("X y\r\nAuthorization:\r\n Digest response=\"c2VjcmV0\"\r\n\r\n"))
        .isEqualTo("X y\r\nAuthorization: Digest response=\"***\"\r\n\r\n");
  }

  @Test
  void digitsInInfoAreLeftOut() {
    String head = "INFO sip:a SIP/2.0\r\nContent-Type: application/dtmf-relay\r\n\r\n";
    assertThat(text(head + "Signal=5\r\n")).isEqualTo(head);
    assertThat(text("\r\n" + head + "Signal=5\r\n")).isEqualTo("\r\n" + head);
  }

  @Test
  void keysOfMediaAreStarsAsManyAsTheyWereLong() {
    String key = "WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz";
    String sdp =
        "v=0\r\nk=base64:c2VjcmV0\r\na=ice-ufrag:9uB6\r\nm=audio 4000 RTP/SAVP 0\r\n"
            + ("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + key + "|2^20|1:32\r\n")
            + ("A=Crypto:2 NULL other:"
                + key
                + "\na=key-mgmt:mikey AQAFgM\ra=ice-pwd:asd88fgp\r\n");
    String head =
        "INVITE sip:a SIP/2.0\r\nk: 100rel\r\nAuthentication-Info: rspauth=\"5ec\"\r\n"
            + "Content-Type: multipart/mixed;boundary=x\r\nContent-Length: ";
    String body = "--x\r\nContent-Type: application/sdp\r\n\r\n" + sdp + "--x--\r\n";
    String shown = text(head + body.length() + "\r\n\r\n" + body);

    assertThat(shown.substring(shown.indexOf("\r\n\r\n") + 4)).hasSameSizeAs(body);
    assertThat(shown)
        .contains("k=****", "a=ice-ufrag:9uB6\r\n", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:**")
        .contains("A=Crypto:***", "\na=key-mgmt:***", "a=ice-pwd:********\r\n--x--", "k: 100rel")
        .doesNotContain(key, "c2VjcmV0", "AQAFgM", "asd88fgp", "5ec", "2^20");
  }

  private static String text(String message) {
    return SipTrace.text(message.getBytes(StandardCharsets.UTF_8));
  }
}
