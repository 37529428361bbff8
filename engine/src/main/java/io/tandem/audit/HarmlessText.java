package io.tandem.audit;

/**
 * Texts from the network as logs and the audit show them: printable ASCII without quotes, not at
 * any length. Everything else becomes {@code ?}, so that nothing in it can be mistaken for a field,
 * a line or a command of a terminal.
 */
public final class HarmlessText {
  private static final String NAME_MARKS = "._-+@*#:/";

  private HarmlessText() {}

  /** {@code text} as a sentence, {@code length} characters at most; empty for {@code null}. */
  public static String sentence(String text, int length) {
    return text == null ? "" : filtered(text, length, false);
  }

  /** {@code text} as one word, {@code length} characters at most; a dash for nothing. */
  public static String word(String text, int length) {
    return text == null || text.isEmpty() ? "-" : filtered(text, length, true);
  }

  private static String filtered(String text, int length, boolean word) {
    var harmless = new StringBuilder(Math.min(text.length(), length));
    for (int i = 0; i < text.length() && i < length; i++) {
      char c = text.charAt(i);
      boolean fits = word ? isOfWord(c) : c >= ' ' && c < 0x7f && c != '"' && c != '\\';
      harmless.append(fits ? c : '?');
    }
    return harmless.toString();
  }

  private static boolean isOfWord(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || NAME_MARKS.indexOf(c) >= 0;
  }
}
