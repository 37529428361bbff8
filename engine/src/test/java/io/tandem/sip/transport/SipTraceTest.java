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

  private static String text(String message) {
    return SipTrace.text(message.getBytes(StandardCharsets.UTF_8));
  }
}
