package io.tandem.api.v1;

import java.util.regex.Pattern;

/** The grammar of user names and passwords of those who administer. */
final class Logins {
  static final String USERNAME_GRAMMAR =
      "2 to 64 of a-z, 0-9, '.', '_', '-', a letter or digit first";
  static final String PASSWORD_GRAMMAR = "10 to 200 characters";

  private static final Pattern USERNAME = Pattern.compile("[a-z0-9][a-z0-9._-]{1,63}");

  private Logins() {}

  static boolean isUsername(String text) {
    return USERNAME.matcher(text).matches();
  }

  static boolean isPassword(String text) {
    return text.length() >= 10 && text.length() <= 200;
  }
}
