package io.tandem.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.bench.sipp.Account;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubscriberTableTest {
  @Test
  void namesTheAddressAndTheHashOfTheCredentials() {
    var tenants =
        List.of(
            List.of(new Account("Mufasa", "testrealm@host.com", "Circle Of Life")),
            List.of(new Account("10001", "b.test", "x")));

    assertThat(SubscriberTable.of(tenants).lines())
        .startsWith(
            "id(int,auto) key_name(string) key_type(int) value_type(int) key_value(string)"
                + " expires(int)",
            "1:Mufasa@testrealm@host.com:0:0:939e7578ed9e3c518a452acee763bce9:0")
        .hasSize(3);
  }
}
