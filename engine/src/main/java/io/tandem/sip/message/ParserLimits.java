package io.tandem.sip.message;

/**
 * What a message may measure. All are checked before any header is parsed.
 *
 * @param headBytes start line and headers with the empty line; above: 513
 * @param fieldChars one header field, unfolded; above: 513
 * @param fields header fields, each value of a list counted; above: 513
 * @param bodyBytes the body; above: 413
 */
public record ParserLimits(int headBytes, int fieldChars, int fields, int bodyBytes) {
  /** 16 KiB of head, 4 KiB a field, 128 fields, 64 KiB of body. */
  public static final ParserLimits DEFAULT = new ParserLimits(16_384, 4_096, 128, 65_536);

  /**
   * @throws IllegalArgumentException when a limit is not positive
   */
  public ParserLimits {
    if (headBytes < 1 || fieldChars < 1 || fields < 1 || bodyBytes < 1) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }
}
