package io.tandem.sip.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.sip.message.SipSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestCredentialsTest {
  /** RFC 7616 §3.9.1. */
  private static final String RFC_7616 =
      """
      Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", \
      algorithm=%s, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, \
      cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="%s", \
      opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"""";

  @ParameterizedTest
  @CsvSource({
    "MD5, 8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
  })
  void agreesWithTheExamplesOfRfc7616(String name, String response) {
    var credentials = DigestCredentials.parse(RFC_7616.formatted(name, response));
    var algorithm = DigestAlgorithm.named(credentials.algorithm());
    String ha1 = algorithm.ha1("Mufasa", "http-auth@example.org", "Circle of Life");
    assertThat(credentials.provesKnowledgeOf(ha1, algorithm, "GET")).isTrue();
    assertThat(credentials.provesKnowledgeOf(ha1, algorithm, "PUT")).isFalse();
    assertThat(credentials.opaque()).startsWith("FQhe");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // RFC 2617 §3.5
        """
        response="6629fae49393a05397450978507c4ef1", qop=auth, nc=00000001, cnonce="0a4f113b\"""",
        // the same without qop, as by RFC 2069
        """
        response="670fd8c2df070c60b045671b8b24ff02\""""
      })
  void agreesWithTheExampleOfRfc2617(String proof) {
    var credentials =
        DigestCredentials.parse(
            "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", uri=\"/dir/index.html\","
                + "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\","
                + proof.strip());
    String ha1 = DigestAlgorithm.MD5.ha1("Mufasa", "testrealm@host.com", "Circle Of Life");
    assertThat(credentials.provesKnowledgeOf(ha1, DigestAlgorithm.MD5, "GET")).isTrue();
  }

  @Test
  void readsOddQuotingAndCase() {
    var credentials =
        DigestCredentials.parse(
            "DIGEST  UserName=\"10\\\"01\",Realm=acme.test , nonce = \"n,1\",uri=\"sip:acme.test\","
                + "response=\"abc\",algorithm=\"MD5\",qop=\"auth\",cnonce=xyz,nc=\"0000000A\"");
    assertThat(credentials)
        .isEqualTo(
            new DigestCredentials(
                "10\"01",
                "acme.test",
                "n,1",
                "sip:acme.test",
                "abc",
                "MD5",
                "xyz",
                "0000000A",
                "auth",
                null));
    assertThat(credentials.nonceCount()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1001", "1001@acme.test"})
  void findsTheUserPart(String username) {
    var credentials = minimal("username=\"" + username + "\"");
    assertThat(credentials.user()).isEqualTo("1001");
  }

  @Test
  void saysNothingSecret() {
    assertThat(minimal("username=\"1001\"").toString()).contains("1001").doesNotContain("secret");
  }

  @Test
  void leavesOtherSchemesAlone() {
    assertThat(DigestCredentials.parse("Bearer abc")).isNull();
    assertThat(DigestCredentials.parse("Digestive username=x")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Digest ",
        "Digest username=\"a\"",
        "Digest username=a, username=b, realm=r, nonce=n, uri=u, response=x",
        "Digest username=a, realm=r, nonce=n, uri=u, response=\"x",
        "Digest username=a, realm=r, nonce=n, uri=u, response=x, garbage",
        "Digest username=a, realm=r, nonce=n, uri=u, response=x, qop=auth",
        "Digest username=a, realm=r, nonce=n, uri=u, response=x, qop=auth, cnonce=c, nc=x",
        "Digest username=a, realm=r, nonce=n, uri=u, response=x, qop=auth, cnonce=c, nc=0",
        "Digest username=a, realm=r, nonce=n, uri=u, response=x, qop=auth, cnonce=c, nc=123456789"
      })
  void refusesWhatIsIncomplete(String value) {
    assertThatThrownBy(() -> DigestCredentials.parse(value)).isInstanceOf(SipSyntaxException.class);
  }

  private static DigestCredentials minimal(String username) {
    return DigestCredentials.parse(
        "Digest " + username + ", realm=r, nonce=n, uri=u, response=\"secret\"");
  }
}
