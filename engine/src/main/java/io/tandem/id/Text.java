package io.tandem.id;

/**
 * What texts from outside must be before anything keeps them: well-formed UTF-16, every surrogate
 * in a pair. UTF-8, and so the database, has no way to write half a pair.
 */
public final class Text {
  private static final char REPLACEMENT = '\ufffd';

  private Text() {}

  /** Whether every surrogate of {@code text} is in a pair. */
  public static boolean isWellFormed(String text) {
    return firstHalf(text, 0) == text.length();
  }

  /** {@code text} with U+FFFD in the place of each half pair; null stays null. */
  public static String wellFormed(String text) {
    if (text == null || isWellFormed(text)) {
      return text;
    }
    var mended = new StringBuilder(text);
    for (int at = firstHalf(text, 0); at < text.length(); at = firstHalf(text, at + 1)) {
      mended.setCharAt(at, REPLACEMENT);
    }
    return mended.toString();
  }

  /**
   * The beginning of {@code text}, cut between characters and never inside of one.
   *
   * @param most the UTF-16 units that are kept at most
   * @return one unit less where the cut would halve a pair; null when {@code text} is
   */
  public static String cut(String text, int most) {
    if (text == null || text.length() <= most) {
      return text;
    }
    boolean halves =
        most > 0
            && Character.isHighSurrogate(text.charAt(most - 1))
            && Character.isLowSurrogate(text.charAt(most));
    return text.substring(0, halves ? most - 1 : most);
  }

  /** Where the first half pair at or after {@code start} is, or the text's length. */
  private static int firstHalf(String text, int start) {
    int at = start;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
        if (!pair) {
          return at;
        }
        at++;
      }
      at++;
    }
    return at;
  }
}
