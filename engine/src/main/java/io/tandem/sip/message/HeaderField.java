package io.tandem.sip.message;

/**
 * One header field: the canonical name and the value as one line of text without control characters
 * but tabs, neither beginning nor ending with white space.
 */
record HeaderField(String name, String value) {

  /** A field of ours: refuses whatever could start another line. */
  static HeaderField ours(String name, String value) {
    SipText.requireToken("header name", name);
    String canonical = HeaderNames.canonical(name);
    if (canonical.equals(HeaderNames.CONTENT_LENGTH)) {
      throw new IllegalArgumentException("Content-Length follows from the body");
    }
    return new HeaderField(canonical, SipText.requireLine(canonical, value).strip());
  }

  boolean isNamed(String canonical) {
    return name.equalsIgnoreCase(canonical);
  }
}
