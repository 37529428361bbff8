package io.tandem.sip.message;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A SIP message (RFC 3261 §7): a start line, header fields, a body. Immutable; safe for any thread.
 *
 * <p>A message from the parser has Via, From, To, Call-ID and CSeq, and each header that has an
 * accessor of its own here follows its grammar. Other headers are text, whatever they hold.
 */
public abstract sealed class SipMessage permits SipRequest, SipResponse {
  /** Room for the start line and Content-Length. */
  private static final int OTHER_CHARS = 128;

  final HeaderFields fields;
  final byte[] body;

  // Read from the fields when first asked for. Immutable values, so a race only repeats the work.
  private HeaderGrammar.CSeq cseq;
  private NameAddress from;
  private NameAddress to;
  private Via topVia;
  private List<NameAddress> contacts;
  private List<NameAddress> recordRoutes;
  private List<NameAddress> routes;

  SipMessage(HeaderFields fields, byte[] body) {
    this.fields = fields;
    this.body = body;
  }

  /** What {@code same} is but for its Via, with all else that was read of it. */
  SipMessage(SipMessage same, HeaderFields fields, Via topVia) {
    this(fields, same.body);
    this.topVia = topVia;
    this.cseq = same.cseq;
    this.from = same.from;
    this.to = same.to;
    this.contacts = same.contacts;
    this.recordRoutes = same.recordRoutes;
    this.routes = same.routes;
  }

  /** The value of Call-ID. */
  public final String callId() {
    return fields.first(HeaderNames.CALL_ID);
  }

  /** The number in CSeq, below 2³¹. */
  public final long cseq() {
    return cseqHeader().number();
  }

  /** The method in CSeq; in a request it is the request's own. */
  public final String method() {
    return cseqHeader().method();
  }

  /** The value of From. */
  public final NameAddress from() {
    if (from == null) {
      from = NameAddress.parse(required(HeaderNames.FROM));
    }
    return from;
  }

  /** The value of To. */
  public final NameAddress to() {
    if (to == null) {
      to = NameAddress.parse(required(HeaderNames.TO));
    }
    return to;
  }

  /** The tag of From, {@code null} if absent (RFC 2543). */
  public final String fromTag() {
    return from().tag();
  }

  /** The tag of To, {@code null} if absent. */
  public final String toTag() {
    return to().tag();
  }

  /** The uppermost Via, {@code null} in a message of ours that is not on its way yet. */
  public final Via topVia() {
    if (topVia == null) {
      String value = fields.first(HeaderNames.VIA);
      topVia = value == null ? null : Via.parse(value);
    }
    return topVia;
  }

  /** How many hops are noted in Via. */
  public final int viaCount() {
    return fields.count(HeaderNames.VIA);
  }

  /** The Contact addresses, empty for {@code *}. */
  public final List<NameAddress> contacts() {
    if (contacts == null) {
      contacts = isWildcardContact() ? List.of() : addresses(HeaderNames.CONTACT);
    }
    return contacts;
  }

  /** Whether Contact is {@code *} alone: remove all bindings (§10.2.2). */
  public final boolean isWildcardContact() {
    return "*".equals(fields.first(HeaderNames.CONTACT)) && fields.count(HeaderNames.CONTACT) == 1;
  }

  /** The values of Record-Route from top to bottom. */
  public final List<NameAddress> recordRoutes() {
    if (recordRoutes == null) {
      recordRoutes = addresses(HeaderNames.RECORD_ROUTE);
    }
    return recordRoutes;
  }

  /** The values of Route from top to bottom. */
  public final List<NameAddress> routes() {
    if (routes == null) {
      routes = addresses(HeaderNames.ROUTE);
    }
    return routes;
  }

  /** The values of Path (RFC 3327) from top to bottom. */
  public final List<NameAddress> paths() {
    return addresses(HeaderNames.PATH);
  }

  /**
   * The first value of a header, as text.
   *
   * @param name in any case, long or compact
   * @return {@code null} if the message has no such header
   */
  public final String header(String name) {
    String canonical = HeaderNames.canonical(name);
    return canonical.equals(HeaderNames.CONTENT_LENGTH)
        ? Integer.toString(body.length)
        : fields.first(canonical);
  }

  /**
   * All fields of a header, as text. Via, Contact, Route, Record-Route and Path are one value each;
   * fields of other list headers ({@code Supported: a, b}) are as they were written.
   *
   * @param name in any case, long or compact
   */
  public final List<String> headers(String name) {
    return fields.all(HeaderNames.canonical(name));
  }

  /**
   * The values of many headers in one pass: of those that are there, by their names. Several fields
   * of one name are joined by commas (§7.3.1).
   *
   * @param names in their long form and usual case, Content-Length not among them
   */
  public final Map<String, String> headersAmong(Set<String> names) {
    return fields.among(names);
  }

  /** The body's media type in lower case, without parameters; {@code null} if none is named. */
  public final String contentType() {
    String value = fields.first(HeaderNames.CONTENT_TYPE);
    return value == null ? null : HeaderGrammar.contentType(value);
  }

  /** The body, a copy; empty if there is none. */
  public final byte[] body() {
    return body.clone();
  }

  /** Whether there is a body. */
  public final boolean hasBody() {
    return body.length > 0;
  }

  /** The message as it goes onto the wire, in UTF-8, with Content-Length. */
  public final byte[] encode() {
    var out = new StringBuilder(OTHER_CHARS + fields.chars());
    appendStartLine(out);
    fields.appendTo(out.append("\r\n"));
    out.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    byte[] head = out.toString().getBytes(StandardCharsets.UTF_8);
    if (body.length == 0) {
      return head;
    }
    var bytes = new byte[head.length + body.length];
    System.arraycopy(head, 0, bytes, 0, head.length);
    System.arraycopy(body, 0, bytes, head.length, body.length);
    return bytes;
  }

  abstract void appendStartLine(StringBuilder out);

  /** The start line and the Call-ID: enough to find it, nothing secret. */
  @Override
  public final String toString() {
    var out = new StringBuilder(80);
    appendStartLine(out);
    return out.append(" [").append(callId()).append(']').toString();
  }

  /**
   * Reads every header that has an accessor.
   *
   * @throws SipSyntaxException for the first that is missing or bad
   */
  final void requireWellFormed() {
    required(HeaderNames.VIA);
    topVia();
    requireCallId(required(HeaderNames.CALL_ID));
    cseqHeader();
    requireUri(from());
    requireUri(to());
    contentType();
    requireContacts();
    recordRoutes().forEach(SipMessage::requireUri);
    routes().forEach(SipMessage::requireUri);
    paths().forEach(SipMessage::requireUri);
  }

  private void requireContacts() {
    if (fields.count(HeaderNames.CONTACT) > 1 && fields.all(HeaderNames.CONTACT).contains("*")) {
      throw new SipSyntaxException("Contact: * does not stand alone");
    }
    contacts().forEach(SipMessage::requireUri);
  }

  private static void requireUri(NameAddress address) {
    if (!address.isChecked()) {
      address.sipUri();
    }
  }

  private static void requireCallId(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) <= ' ') {
        throw new SipSyntaxException("bad Call-ID");
      }
    }
    if (value.isEmpty()) {
      throw new SipSyntaxException("bad Call-ID");
    }
  }

  private HeaderGrammar.CSeq cseqHeader() {
    if (cseq == null) {
      cseq = HeaderGrammar.cseq(required(HeaderNames.CSEQ));
    }
    return cseq;
  }

  private String required(String name) {
    String value = fields.first(name);
    if (value == null) {
      throw new SipSyntaxException("missing " + name);
    }
    return value;
  }

  private List<NameAddress> addresses(String name) {
    var values = fields.all(name);
    if (values.size() < 2) {
      return values.isEmpty() ? List.of() : List.of(NameAddress.parse(values.get(0)));
    }
    return values.stream().map(NameAddress::parse).toList();
  }
}
