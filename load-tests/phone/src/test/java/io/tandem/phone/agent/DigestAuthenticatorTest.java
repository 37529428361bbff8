package io.tandem.phone.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigestAuthenticatorTest {
  private static final String CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
  private static final String CHALLENGE =
      "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=%s,"
          + " nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\","
          + " opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

  private final DigestAuthenticator mufasa =
      new DigestAuthenticator("Mufasa", "Circle of Life", List.of("MD5", "SHA-256"), () -> CNONCE);

  @ParameterizedTest
  @CsvSource({
    "MD5, 8ca523f5e9506fed4657c9700eebdbec",
    "SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
  })
  void theVectorsOfRfc7616Section3_9_1(String algorithm, String response) {
    DigestChallenge challenge = DigestChallenge.parse(CHALLENGE.formatted(algorithm));

    assertThat(mufasa.response(challenge, "GET", "/dir/index.html", "00000001", CNONCE))
        .isEqualTo(response);
    assertThat(mufasa.credentials(challenge, "GET", "/dir/index.html", 1))
        .startsWith("Digest username=\"Mufasa\"")
        .contains("response=\"" + response + "\"", "nc=00000001", "qop=auth,", "opaque=\"FQhe/");
  }

  @Test
  void withoutQopTheOldResponseIsMade() {
    DigestChallenge challenge = DigestChallenge.parse("Digest realm=\"r\", nonce=\"n\"");

    assertThat(challenge.algorithm()).isEqualTo("MD5");
    assertThat(mufasa.credentials(challenge, "REGISTER", "sip:r", 1))
        .doesNotContain("qop", "nc=", "cnonce");
  }

  @Test
  void theFirstOfferedAlgorithmThatIsAcceptedIsChosen() {
    DigestChallenge sha512 = DigestChallenge.parse(CHALLENGE.formatted("SHA-512-256"));
    DigestChallenge sha256 = DigestChallenge.parse(CHALLENGE.formatted("SHA-256"));
    DigestChallenge md5 = DigestChallenge.parse(CHALLENGE.formatted("md5"));

    assertThat(mufasa.choose(List.of(sha512, sha256, md5))).contains(sha256);
    assertThat(mufasa.choose(List.of(sha512, md5, sha256))).contains(md5);
    assertThat(mufasa.choose(List.of(sha512))).isEmpty();
  }

  @Test
  void aPhoneWithoutPasswordAnswersNothing() {
    DigestAuthenticator nobody = new DigestAuthenticator("x", null, List.of("MD5"), () -> "c");

    assertThat(nobody.choose(List.of(DigestChallenge.parse(CHALLENGE.formatted("MD5"))))).isEmpty();
  }

  @Test
  void quotedCommasEscapesAndStaleAreUnderstood() {
    DigestChallenge challenge =
        DigestChallenge.parse("digest realm=\"a, \\\"b\\\"\", nonce = \"n,1\" ,stale=TRUE");

    assertThat(challenge.realm()).isEqualTo("a, \"b\"");
    assertThat(challenge.nonce()).isEqualTo("n,1");
    assertThat(challenge.stale()).isTrue();
    assertThat(DigestChallenge.parse("Basic realm=\"a\"")).isNull();
  }
}
