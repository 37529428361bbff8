package io.tandem.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  private static final String SALT = "c29tZXNhbHRzb21lc2FsdA";
  private static final String TAG = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m=19456,t=2,p=1",
        "m=7168,t=2,p=1",
        "m=7168,t=5,p=4",
        "m=12288,t=3,p=1",
        "m=16384,t=1,p=1"
      })
  void isTakenWithinBounds(String cost) {
    String text = "$argon2id$v=19$" + cost + "$" + SALT + "$" + TAG;

    assertThat(PasswordHash.parse(text))
        .hasValueSatisfying(
            hash -> {
              assertThat(hash.text()).isEqualTo(text);
              assertThat(hash).hasToString("PasswordHash[" + hash.cost() + "]");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m=7167,t=5,p=1", // too little memory
        "m=7168,t=1,p=1", // too little work
        "m=19457,t=1,p=1", // more memory than ours
        "m=19456,t=3,p=1", // more work than ours
        "m=7168,t=6,p=1", // the same
        "m=65536,t=4,p=1",
        "m=19456,t=2,p=5", // too many lanes
        "m=19456,t=0,p=1",
        "m=019456,t=2,p=1",
        "m=99999999,t=2,p=1",
        "t=2,m=19456,p=1",
        "m=19456,t=2",
        "m=-1,t=2,p=1"
      })
  void isRefusedBeyondThem(String cost) {
    assertThat(Passwords.isHash("$argon2id$v=19$" + cost + "$" + SALT + "$" + TAG)).isFalse();
  }

  @Test
  void isRefusedInAnotherForm() {
    String cost = "m=19456,t=2,p=1$";
    assertThat(Passwords.isHash("$argon2id$v=19$" + cost + SALT + "$" + TAG)).isTrue();
    assertThat(Passwords.isHash("$argon2i$v=19$" + cost + SALT + "$" + TAG)).isFalse();
    assertThat(Passwords.isHash("$argon2id$v=16$" + cost + SALT + "$" + TAG)).isFalse();
    assertThat(Passwords.isHash("$argon2id$" + cost + SALT + "$" + TAG)).isFalse();
    assertThat(Passwords.isHash("$argon2id$v=19$" + cost + SALT)).isFalse();
    assertThat(Passwords.isHash("$argon2id$v=19$" + cost + "A" + "$" + TAG)).isFalse();
    assertThat(Passwords.isHash("$argon2id$v=19$" + cost + SALT + "$" + TAG + "=")).isFalse();
    assertThat(Passwords.isHash("$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW"))
        .isFalse();
    assertThat(Passwords.isHash("")).isFalse();
  }
}
