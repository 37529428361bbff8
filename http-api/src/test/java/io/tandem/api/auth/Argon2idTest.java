package io.tandem.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2idTest {
  private static final byte[] PASSWORD = "correct hörse".getBytes(StandardCharsets.UTF_8);

  /** RFC 7693 appendix A. */
  @Test
  void blake2bGivesTheDigestOfTheStandard() {
    var digest = new Blake2b(64).update("abc".getBytes(StandardCharsets.US_ASCII)).digest();

    assertThat(HexFormat.of().formatHex(digest))
        .isEqualTo(
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                + "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923");
  }

  /** RFC 9106 §5.3. */
  @Test
  void givesTheTagOfTheStandard() {
    byte[] tag =
        new Argon2id(8)
            .hash(
                filled(32, 1),
                filled(16, 2),
                filled(8, 3),
                filled(12, 4),
                new Argon2id.Cost(32, 3, 4),
                32);

    assertThat(HexFormat.of().formatHex(tag))
        .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  }

  /** What is stored was made by another implementation, and must go on to verify. */
  @ParameterizedTest
  @CsvSource({
    "19456,2,1,32",
    "7168,5,1,16",
    "8193,2,1,64",
    "9000,3,2,48",
    "8200,2,3,33",
    "16384,1,4,24"
  })
  void agreesWithAnother(int memory, int passes, int lanes, int length) {
    var theirs = Argon2Function.getInstance(memory, passes, lanes, length, Argon2.ID);
    String text = Password.hash("correct hörse").addRandomSalt(16).with(theirs).getResult();

    PasswordHash hash = PasswordHash.parse(text).orElseThrow();
    byte[] ours = new Argon2id(19 * 1024).hash(PASSWORD, hash.salt(), hash.cost(), length);

    assertThat(ours).isEqualTo(hash.tag());
    assertThat(hash.text()).isEqualTo(text);
  }

  @Test
  void whatAHashLeavesBehindDoesNotChangeTheNext() {
    var argon2 = new Argon2id(1024);
    var cost = new Argon2id.Cost(1024, 2, 1);
    byte[] first = argon2.hash(PASSWORD, filled(16, 1), cost, 32);

    assertThat(argon2.hash(PASSWORD, filled(16, 2), cost, 32)).isNotEqualTo(first);
    argon2.hash(PASSWORD, filled(16, 1), new Argon2id.Cost(2048, 1, 2), 32);
    assertThat(argon2.hash(PASSWORD, filled(16, 1), cost, 32)).isEqualTo(first);
  }

  /** Its memory is that of the thread: the heap does not grow by 19 MiB a hash. */
  @Test
  void aHashLeavesNextToNoGarbage() {
    var argon2 = new Argon2id(19 * 1024);
    var cost = new Argon2id.Cost(19 * 1024, 2, 1);
    argon2.hash(PASSWORD, filled(16, 1), cost, 32);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    argon2.hash(PASSWORD, filled(16, 2), cost, 32);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }

  private static byte[] filled(int length, int octet) {
    byte[] all = new byte[length];
    Arrays.fill(all, (byte) octet);
    return all;
  }
}
