package io.tandem.sip.message;

import java.util.ArrayList;
import java.util.List;

/**
 * What building a request and building a response have in common. Every value is checked: none can
 * hold a line end, so nothing that a caller passes on can add a header or end the head.
 *
 * @param <B> the builder itself
 */
public abstract sealed class MessageBuilder<B extends MessageBuilder<B>>
    permits SipRequest.Builder, SipResponse.Builder {
  private static final byte[] NO_BODY = new byte[0];
  private static final List<String> REQUIRED =
      List.of(HeaderNames.FROM, HeaderNames.TO, HeaderNames.CALL_ID, HeaderNames.CSEQ);

  private final String method;
  private final List<HeaderField> fields;
  private byte[] body;

  /** Whether To has a tag; {@code null} when that is not known. */
  private Boolean tagged;

  MessageBuilder(String method) {
    this.method = method;
    this.fields = new ArrayList<>(16);
    this.body = NO_BODY;
  }

  MessageBuilder(String method, HeaderFields fields, byte[] body) {
    this.method = method;
    this.fields = fields.toList();
    this.body = body;
  }

  /** Sets Call-ID. */
  public B callId(String callId) {
    return replace(HeaderNames.CALL_ID, callId);
  }

  /** Sets CSeq to {@code number}, below 2³¹, and the message's method. */
  public B cseq(long number) {
    if (number < 0 || number >= 1L << 31) {
      throw new IllegalArgumentException("CSeq out of range: " + number);
    }
    return replace(HeaderNames.CSEQ, number + " " + method);
  }

  /** Sets From. */
  public B from(NameAddress from) {
    return replace(HeaderNames.FROM, from.toString());
  }

  /** Sets To. */
  public B to(NameAddress to) {
    return replace(HeaderNames.TO, to.toString());
  }

  /**
   * Sets the tag of To, which must have been set or copied before; one that it has is replaced.
   *
   * @throws IllegalArgumentException when {@code tag} is no token or there is no To
   */
  public B toTag(String tag) {
    SipText.requireToken("tag", tag);
    String value = value(HeaderNames.TO);
    if (value == null) {
      throw new IllegalArgumentException("no To to tag");
    }
    if (isTagged()) {
      to(NameAddress.parse(value).withParameter("tag", tag));
    } else {
      replace(HeaderNames.TO, value + ";tag=" + tag);
    }
    tagged = true;
    return self();
  }

  /** Adds a Contact. */
  public B contact(NameAddress contact) {
    return header(HeaderNames.CONTACT, contact.toString());
  }

  /** Sets Route to these values, from top to bottom. */
  public B route(List<String> values) {
    return replaceAll(HeaderNames.ROUTE, values);
  }

  /** Sets Record-Route to these values, from top to bottom. */
  public B recordRoute(List<String> values) {
    return replaceAll(HeaderNames.RECORD_ROUTE, values);
  }

  /** Sets Max-Forwards, 0 to 255. */
  public B maxForwards(int hops) {
    if (hops < 0 || hops > 255) {
      throw new IllegalArgumentException("Max-Forwards out of range: " + hops);
    }
    return replace(HeaderNames.MAX_FORWARDS, Integer.toString(hops));
  }

  /**
   * Adds a header field after those that are there.
   *
   * @throws IllegalArgumentException when {@code name} is no token or {@code Content-Length}, or
   *     {@code value} has a control character
   */
  public B header(String name, String value) {
    var field = HeaderField.ours(name, value);
    noteChange(field.name());
    HeaderFields.add(fields, field);
    return self();
  }

  /** Sets a header field; all of that name that are there go. */
  public B replace(String name, String value) {
    return replaceAll(name, List.of(value));
  }

  /** Removes all header fields of that name. */
  public B remove(String name) {
    String canonical = HeaderNames.canonical(name);
    fields.removeIf(field -> field.isNamed(canonical));
    return self();
  }

  /** Sets the body, copied, and Content-Type. */
  public B body(String contentType, byte[] bytes) {
    body = bytes.clone();
    return replace(HeaderNames.CONTENT_TYPE, contentType);
  }

  /** Builds the message. */
  public abstract SipMessage build();

  final String method() {
    return method;
  }

  final byte[] bodyBytes() {
    return body;
  }

  final boolean has(String canonical) {
    return value(canonical) != null;
  }

  final void copy(SipMessage source, String canonical) {
    source.fields.copyTo(fields, canonical);
  }

  final boolean isTagged() {
    if (tagged == null) {
      tagged = NameAddress.parse(value(HeaderNames.TO)).tag() != null;
    }
    return tagged;
  }

  final void setTagged(boolean isTagged) {
    tagged = isTagged;
  }

  final HeaderFields buildFields() {
    for (String name : REQUIRED) {
      if (!has(name)) {
        throw new IllegalArgumentException("missing " + name);
      }
    }
    return HeaderFields.of(fields);
  }

  private B replaceAll(String name, List<String> values) {
    int at = indexOf(HeaderNames.canonical(name));
    if (at >= 0 && values.size() == 1) {
      var field = HeaderField.ours(name, values.get(0));
      noteChange(field.name());
      removeAfter(at);
      fields.set(at, field);
      return self();
    }
    remove(name);
    values.forEach(value -> header(name, value));
    return self();
  }

  private void noteChange(String canonical) {
    if (canonical.equals(HeaderNames.TO)) {
      tagged = null;
    }
  }

  private void removeAfter(int at) {
    String name = fields.get(at).name();
    for (int i = fields.size() - 1; i > at; i--) {
      if (fields.get(i).isNamed(name)) {
        fields.remove(i);
      }
    }
  }

  private String value(String canonical) {
    int at = indexOf(canonical);
    return at < 0 ? null : fields.get(at).value();
  }

  private int indexOf(String canonical) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).isNamed(canonical)) {
        return i;
      }
    }
    return -1;
  }

  @SuppressWarnings("unchecked") // B is the subclass itself: both permitted ones say so
  private B self() {
    return (B) this;
  }
}
