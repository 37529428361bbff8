package io.tandem.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BranchesTest {
  @Test
  void aBranchIsUniqueAndNamesItsLoop() {
    Branches branches = new Branches(13, new SecureRandom());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      seen.add(branches.next());
    }
    assertThat(seen).hasSize(10_000);
    assertThat(seen).allMatch(branch -> branch.matches("z9hG4bKt13\\.[0-9a-v]{16}"));
    assertThat(seen).allMatch(branch -> Branches.loopOf(branch) == 13);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "z9hG4bK", "z9hG4bKt", "z9hG4bKt.1", "z9hG4bKt1", "z9hG4bKtx.1", "t1.x"})
  void othersBranchesNameNone(String branch) {
    assertThat(Branches.loopOf(branch)).isNegative();
  }

  @Test
  void anAbsurdLoopIsNone() {
    assertThat(Branches.loopOf("z9hG4bKt99999999999999999999.x")).isNegative();
  }
}
