package io.tandem.api.auth;

import java.util.regex.Pattern;

/** The grammar of user names and passwords of those who administer. */
public final class Logins {
  /** What a user name must be, in words. */
  public static final String USERNAME_GRAMMAR =
      "1 to 64 of a-z, 0-9, '.', '_', '-', a letter or digit first";

  /** What a password must be, in words. */
  public static final String PASSWORD_GRAMMAR = "10 to 200 characters";

  private static final Pattern USERNAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  private Logins() {}

  /** Whether {@code text} can be a user name. */
  public static boolean isUsername(String text) {
    return USERNAME.matcher(text).matches();
  }

  /** Whether {@code text} can be a password. */
  public static boolean isPassword(String text) {
    return text.length() >= 10 && text.length() <= 200;
  }
}
