package io.tandem.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Argon2idTest {
  private static final Argon2id.Cost USUAL = new Argon2id.Cost(19 * 1024, 2, 1);
  private static final byte[] PASSWORD = "correct hörse".getBytes(StandardCharsets.UTF_8);

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
    byte[] ours = new Argon2id(USUAL).hash(PASSWORD, hash.salt(), hash.cost(), length);

    assertThat(ours).isEqualTo(hash.tag());
    assertThat(hash.text()).isEqualTo(text);
  }

  @Test
  void whatAHashLeavesBehindDoesNotChangeTheNext() {
    var argon2 = new Argon2id(new Argon2id.Cost(1024, 2, 1));
    var cost = new Argon2id.Cost(1024, 2, 1);
    byte[] first = argon2.hash(PASSWORD, filled(16, 1), cost, 32);

    assertThat(argon2.hash(PASSWORD, filled(16, 2), cost, 32)).isNotEqualTo(first);
    argon2.hash(PASSWORD, filled(16, 1), new Argon2id.Cost(2048, 1, 2), 32);
    assertThat(argon2.hash(PASSWORD, filled(16, 1), cost, 32)).isEqualTo(first);
  }

  /** Its memory is that of the thread: the heap does not grow by 19 MiB a hash. */
  @Test
  void aHashLeavesNextToNoGarbage() {
    var argon2 = new Argon2id(USUAL);
    argon2.hash(PASSWORD, filled(16, 1), USUAL, 32);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    argon2.hash(PASSWORD, filled(16, 2), USUAL, 32);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }

  private static byte[] filled(int length, int octet) {
    byte[] all = new byte[length];
    Arrays.fill(all, (byte) octet);
    return all;
  }
}
