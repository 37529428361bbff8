package io.tandem.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageScanTest {
  private static final String VIA =
      "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK776asdhds;rport";

  @Test
  void findsWhatIsNeededInARequest() {
    byte[] bytes =
        Samples.bytes("\n\n" + Samples.INVITE.replace("\n\n", "\nContent-Length: 5\n\n"));
    var scan = MessageScan.of(bytes);
    assertThat(scan.isRequest()).isTrue();
    assertThat(scan.method()).isEqualTo("INVITE");
    assertThat(scan.status()).isZero();
    assertThat(scan.cseq()).isEqualTo(314159);
    assertThat(scan.cseqMethod()).isEqualTo("INVITE");
    assertThat(scan.callId()).isEqualTo("a84b4c76e66710@192.0.2.10");
    assertThat(scan.fromTag()).isEqualTo("1928301774");
    assertThat(scan.branch()).isEqualTo("z9hG4bK776asdhds");
    assertThat(scan.sentBy()).isEqualTo("192.0.2.10:5060");
    assertThat(scan.contentLength()).isEqualTo(5);
    assertThat(scan.start()).isEqualTo(4);
    assertThat(scan.headEnd()).isEqualTo(bytes.length - 5);
  }

  @Test
  void findsWhatIsNeededInAResponse() {
    var scan = scan("SIP/2.0 486 Busy\nv:SIP/2.0/TCP h;branch=b\nCSeq: 2147483647  BYE\n\n");
    assertThat(scan.isRequest()).isFalse();
    assertThat(scan.status()).isEqualTo(486);
    assertThat(scan.method()).isEqualTo("BYE");
    assertThat(scan.cseq()).isEqualTo(Integer.MAX_VALUE);
    assertThat(scan.branch()).isEqualTo("b");
    assertThat(scan.contentLength()).isEqualTo(MessageScan.ABSENT);
    assertThat(scan.callId()).isNull();
    assertThat(scan.fromTag()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v: SIP/2.0/UDP h;branch=z9hG4bK1                             | h       | z9hG4bK1",
        "VIA : SIP/2.0/UDP h:5062;rport ; BRANCH = z9hG4bK1;x         | h:5062  | z9hG4bK1",
        "Via: SIP / 2.0 / UDP [2001:db8::1]:5060 ;branch=z9hG4bK1 | [2001:db8::1]:5060 | z9hG4bK1",
        "Via:~ SIP/2.0/UDP~ h~ ;branch=z9hG4bK1                       | h       | z9hG4bK1",
        "Via: SIP/2.0/UDP h, SIP/2.0/UDP i;branch=z9hG4bK2            | h       |",
        "Via: SIP/2.0/UDP h;xbranch=a;branch=z9hG4bK1,SIP/2.0/UDP i   | h       | z9hG4bK1",
        "Viable: x                                                    |         |",
        "Via: SIP/2.0                                                 |         |",
      })
  void readsTheTopViaHoweverItIsWritten(String line, String sentBy, String branch) {
    var scan =
        scan("INVITE sip:a SIP/2.0\n" + line.strip().replace('~', '\n') + "\nVia: later\n\n");
    if (line.startsWith("Viable")) {
      assertThat(scan.sentBy()).isNull();
      return;
    }
    assertThat(scan.sentBy()).isEqualTo(sentBy);
    assertThat(scan.branch()).isEqualTo(branch);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f: <sip:a;tag=no>;x=1;Tag=yes", "From: \"a>;tag=no\" <sip:a>;tag=yes",
        "From: sip:a;tag=yes", "From: \"\\\">;tag=no\" <sip:a> ; tag = yes",
      })
  void readsTheTagOfFrom(String line) {
    assertThat(scan("INVITE sip:a SIP/2.0\n" + line + "\n\n").fromTag()).isEqualTo("yes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "l: 7 | 7", "CONTENT-LENGTH  :  0 | 0", "Content-Length: x | -2", "l: -1 | -2",
        "l: 5~Content-Length: 5 | -2", "l: 99999999999 | -2", "l: | -2", "Content-Type: 5 | -1",
        "c: 5 | -1"
      })
  void readsContentLength(String lines, int expected) {
    var scan = scan("INVITE sip:a SIP/2.0\n" + lines.strip().replace('~', '\n') + "\n\n");
    assertThat(scan.contentLength()).isEqualTo(expected);
  }

  @Test
  void seesTheEndOfTheHeadWhereverTheStreamIsCut() {
    byte[] bytes = Samples.bytes(Samples.INVITE);
    int headEnd = MessageScan.of(bytes).headEnd();
    for (int length = 0; length <= bytes.length; length++) {
      int expected = length < headEnd ? -1 : headEnd;
      assertThat(MessageScan.of(bytes, 0, length).headEnd()).isEqualTo(expected);
    }
    byte[] shifted = new byte[bytes.length + 7];
    Arrays.fill(shifted, (byte) 'x');
    System.arraycopy(bytes, 0, shifted, 7, bytes.length);
    var scan = MessageScan.of(shifted, 7, bytes.length);
    assertThat(scan.headEnd()).isEqualTo(headEnd + 7);
    assertThat(scan.ownerHash()).isEqualTo(MessageScan.of(bytes).ownerHash());
    assertThat(MessageScan.of(Samples.bytes("\n\n")).isBlank()).isTrue();
  }

  @Test
  void anInviteItsCancelAndTheAckOfItsFailureHaveOneOwner() {
    int owner = scan(Samples.INVITE).ownerHash();
    assertThat(owner).isNotNegative();
    assertThat(scan(related("CANCEL")).ownerHash()).isEqualTo(owner);
    assertThat(scan(related("ACK")).ownerHash()).isEqualTo(owner);
    assertThat(scan(Samples.INVITE.replace(VIA, VIA.replace("776", "777"))).ownerHash())
        .isNotEqualTo(owner);
    assertThat(scan(Samples.INVITE.replace(VIA, VIA.replace("5060", "5061"))).ownerHash())
        .isNotEqualTo(owner);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";branch=1", ";branch=z9hG4bK"})
  void clientsOfRfc2543AreToldApartByTheFieldsThatIdentifyTheirTransaction(String branch) {
    String invite = Samples.INVITE.replace(";branch=z9hG4bK776asdhds", branch);
    int owner = scan(invite).ownerHash();
    assertThat(
            scan(invite
                    .replace("INVITE", "ACK")
                    .replace("To: <sip:1002@acme.test>", "To: <sip:1002@acme.test>;tag=9"))
                .ownerHash())
        .isEqualTo(owner);
    assertThat(scan(invite.replace("314159", "314160")).ownerHash()).isNotEqualTo(owner);
    assertThat(scan(invite.replace("a84b4c76e66710", "b84b4c76e66710")).ownerHash())
        .isNotEqualTo(owner);
    assertThat(scan(invite.replace("1928301774", "1928301775")).ownerHash()).isNotEqualTo(owner);
  }

  private static String related(String method) {
    return Samples.INVITE.replace("INVITE", method).replace("Contact", "X-Contact");
  }

  private static MessageScan scan(String text) {
    return MessageScan.of(Samples.bytes(text));
  }
}
