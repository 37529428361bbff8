package io.tandem.api.auth;

import static io.tandem.api.support.TestApi.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.api.support.FakeTenants;
import io.tandem.api.support.TestApi;
import io.tandem.tenant.PutMode;
import io.tandem.tenant.SystemAccount;
import io.tandem.tenant.SystemRole;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirstAdministratorTest {
  private final FakeTenants tenants = new FakeTenants();
  private final FirstAdministrator first = new FirstAdministrator(tenants, TestApi.PASSWORDS);

  @Test
  void aGeneratedPasswordIsHandedOutOnceAndWorks() {
    var created = join(first.ensure("admin", "")).orElseThrow();

    String password = created.generatedPassword().orElseThrow();
    var account = join(tenants.findAccount("admin")).orElseThrow();
    assertThat(Logins.isPassword(password)).isTrue();
    assertThat(created.toString()).doesNotContain(password);
    assertThat(account.role()).isEqualTo(SystemRole.SYSTEM_ADMIN);
    assertThat(join(TestApi.PASSWORDS.matches("test", password, account.passwordHash()))).isTrue();
    assertThat(join(first.ensure("admin", ""))).isEmpty();
  }

  @Test
  void aGivenPasswordIsNotHandedOut() {
    var created = join(first.ensure("admin", "given password"));

    assertThat(created.orElseThrow().generatedPassword()).isEmpty();
    String hash = join(tenants.findAccount("admin")).orElseThrow().passwordHash();
    assertThat(join(TestApi.PASSWORDS.matches("test", "given password", hash))).isTrue();
  }

  @Test
  void ofTwoNodesOneCreatesTheAccount() {
    var one = first.ensure("admin", "").toCompletableFuture();
    var two =
        new FirstAdministrator(tenants, TestApi.PASSWORDS)
            .ensure("admin", "")
            .toCompletableFuture();

    var winner = Optional.of(join(one)).filter(Optional::isPresent).orElseGet(() -> join(two));
    assertThat(join(one).isPresent()).isNotEqualTo(join(two).isPresent());
    String hash = join(tenants.findAccount("admin")).orElseThrow().passwordHash();
    String password = winner.orElseThrow().generatedPassword().orElseThrow();
    assertThat(join(TestApi.PASSWORDS.matches("test", password, hash))).isTrue();
  }

  @Test
  void anotherEnabledAdministratorIsEnough() {
    put(new SystemAccount("root", SystemRole.SYSTEM_ADMIN, "hash", true));

    assertThat(join(first.ensure("admin", ""))).isEmpty();
    assertThat(join(tenants.findAccount("admin"))).isEmpty();
  }

  @Test
  void aNameThatCannotAdministerIsAnError() {
    put(new SystemAccount("admin", SystemRole.SYSTEM_ADMIN, "hash", false));

    assertThatThrownBy(() -> join(first.ensure("admin", "")))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("admin");
  }

  @Test
  void whatIsOutsideTheGrammarIsRefused() {
    assertThatThrownBy(() -> first.ensure("Not A Name", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> first.ensure("admin", "short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("short");
  }

  private void put(SystemAccount account) {
    assertThat(join(tenants.putAccount(account, PutMode.CREATE))).isTrue();
  }
}
