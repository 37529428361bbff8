package io.tandem.bench.peer;

import io.tandem.bench.sipp.Account;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Accounts as Kamailio's {@code htable} reads them through {@code db_text}: the address is the key,
 * the digest's HA1 (RFC 2617 §3.2.2.2) the value.
 */
final class SubscriberTable {
  private static final String COLUMNS =
      "id(int,auto) key_name(string) key_type(int) value_type(int) key_value(string) expires(int)\n";

  private SubscriberTable() {}

  static String of(List<List<Account>> tenants) {
    var text = new StringBuilder(COLUMNS);
    int row = 0;
    for (List<Account> tenant : tenants) {
      for (Account account : tenant) {
        text.append(
            "%d:%s@%s:0:0:%s:0\n"
                .formatted(++row, account.user(), account.domain(), hashOf(account)));
      }
    }
    return text.toString();
  }

  private static String hashOf(Account account) {
    String text = account.user() + ":" + account.domain() + ":" + account.password();
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
