package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/**
 * A body with what its headers say of it: that of a message, or one inside a multipart body (RFC
 * 5621, RFC 2046 §5.1).
 */
public final class BodyPart {
  private static final Set<String> AS_IT_IS = Set.of("", "identity", "7bit", "8bit", "binary");

  private final ContentField type;
  private final ContentField disposition;
  private final boolean encoded;
  private final byte[] content;

  private BodyPart(ContentField type, ContentField disposition, boolean encoded, byte[] content) {
    this.type = type;
    this.disposition = disposition;
    this.encoded = encoded;
    this.content = content;
  }

  /**
   * The body of {@code message}.
   *
   * @return {@code null} if it has none or does not say what it is
   * @throws SipSyntaxException when its disposition cannot be read
   */
  public static BodyPart of(SipMessage message) {
    String type = message.header(HeaderNames.CONTENT_TYPE);
    if (type == null || !message.hasBody()) {
      return null;
    }
    return of(type, message.header("Content-Disposition"), message.header("Content-Encoding"), null)
        .holding(message.body);
  }

  /**
   * A part by the values of its headers, each {@code null} if absent, still without content.
   *
   * @throws SipSyntaxException when one of them cannot be read
   */
  static BodyPart of(String type, String disposition, String encoding, String transferEncoding) {
    return new BodyPart(
        ContentField.mediaType(type == null ? "text/plain" : type), // RFC 2046 §5.2
        disposition == null ? null : ContentField.disposition(disposition),
        isEncoded(encoding) || isEncoded(transferEncoding),
        new byte[0]);
  }

  private static boolean isEncoded(String encoding) {
    return encoding != null && !AS_IT_IS.contains(encoding.strip().toLowerCase(Locale.ROOT));
  }

  BodyPart holding(byte[] newContent) {
    return new BodyPart(type, disposition, encoded, newContent);
  }

  /** Its media type. */
  public ContentField type() {
    return type;
  }

  /** What it is for ({@code session}, {@code render}), {@code null} if it does not say. */
  public String disposition() {
    return disposition == null ? null : disposition.value();
  }

  /**
   * Whether it may be ignored by who does not understand it (RFC 3204 §5); by default it may not.
   */
  public boolean isOptional() {
    return "optional".equalsIgnoreCase(handling());
  }

  /** Whether it says itself that it must be understood. */
  public boolean isRequired() {
    return "required".equalsIgnoreCase(handling());
  }

  private String handling() {
    return disposition == null ? null : disposition.parameter("handling");
  }

  /** Whether it is compressed or otherwise encoded, which is undone nowhere here. */
  public boolean isEncoded() {
    return encoded;
  }

  /** The content as UTF-8. */
  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  byte[] content() {
    return content;
  }
}
