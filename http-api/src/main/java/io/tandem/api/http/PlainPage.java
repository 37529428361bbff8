package io.tandem.api.http;

/**
 * What an operator's tool reads.
 *
 * @param status the HTTP status
 * @param contentType such as {@code text/plain; charset=UTF-8}
 */
public record PlainPage(int status, String contentType, String text) {

  /** A text in UTF-8. */
  public static PlainPage text(int status, String text) {
    return new PlainPage(status, "text/plain; charset=UTF-8", text);
  }
}
