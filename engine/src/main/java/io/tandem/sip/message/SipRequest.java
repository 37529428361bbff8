package io.tandem.sip.message;

import java.net.InetSocketAddress;

/** A SIP request (RFC 3261 §7.1). */
public final class SipRequest extends SipMessage {
  private static final int MAX_FORWARDS_LIMIT = 255;

  private final String method;
  private final String requestUri;
  private SipUri uri;

  SipRequest(String method, String requestUri, HeaderFields fields, byte[] body) {
    super(fields, body);
    this.method = method;
    this.requestUri = requestUri;
  }

  private SipRequest(SipRequest same, HeaderFields fields, Via topVia) {
    super(same, fields, topVia);
    this.method = same.method;
    this.requestUri = same.requestUri;
    this.uri = same.uri;
  }

  /**
   * Starts a request.
   *
   * @throws IllegalArgumentException when {@code method} is no token or {@code requestUri} no URI
   */
  public static Builder builder(String method, String requestUri) {
    return new Builder(method, requestUri);
  }

  /** A builder with all that this request has. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The Request-URI as written. */
  public String requestUri() {
    return requestUri;
  }

  /** The Request-URI's parts, {@code null} when it is of another scheme than sip and sips. */
  public SipUri uri() {
    var known = uri;
    if (known == null && SipUri.isSip(requestUri)) {
      known = SipUri.parse(requestUri);
      uri = known;
    }
    return known;
  }

  /**
   * Whether this ACK is for a response whose To-tag {@link SipResponse.Builder#build} derived from
   * the request (§8.2.7): this process has sent it, and need not have kept anything of it.
   */
  public boolean acknowledgesStatelessResponse() {
    String tag = toTag();
    return tag != null && tag.equals(StatelessTag.of(callId(), fromTag(), cseq()));
  }

  /** How many hops are left, -1 if Max-Forwards is absent. */
  public int maxForwards() {
    String value = fields.first(HeaderNames.MAX_FORWARDS);
    return value == null
        ? -1
        : HeaderGrammar.number(HeaderNames.MAX_FORWARDS, value, MAX_FORWARDS_LIMIT);
  }

  /** This request with one Via more, on top. */
  public SipRequest withTopVia(Via via) {
    var field = new HeaderField(HeaderNames.VIA, via.toString());
    return new SipRequest(this, fields.withFirst(field), via);
  }

  /**
   * This request with its source noted in the top Via: {@code received} when sent-by is another
   * host (RFC 3261 §18.2.1) or {@code rport} is asked for, and {@code rport} if so (RFC 3581 §4).
   */
  public SipRequest withReceived(InetSocketAddress source) {
    var via = topVia();
    String address = Hosts.literal(source.getAddress());
    boolean rport = via.parameter("rport") != null;
    if (!rport && via.host().equals(address) && via.received() == null) {
      return this;
    }
    via = via.withParameter("received", address);
    if (rport) {
      via = via.withParameter("rport", Integer.toString(source.getPort()));
    }
    var field = new HeaderField(HeaderNames.VIA, via.toString());
    return new SipRequest(this, fields.withReplaced(field), via);
  }

  @Override
  void appendStartLine(StringBuilder out) {
    out.append(method).append(' ').append(requestUri).append(" SIP/2.0");
  }

  /** Builds requests; not thread-safe. */
  public static final class Builder extends MessageBuilder<Builder> {
    private static final int DEFAULT_MAX_FORWARDS = 70;

    private final String requestUri;

    private Builder(String method, String requestUri) {
      super(SipText.requireToken("method", method));
      this.requestUri = NameAddress.requireUri(requestUri);
    }

    private Builder(SipRequest request) {
      super(request.method, request.fields, request.body);
      this.requestUri = request.requestUri;
    }

    /**
     * Builds the request; Max-Forwards is 70 unless set.
     *
     * @throws IllegalArgumentException when From, To, Call-ID or CSeq is missing
     */
    @Override
    public SipRequest build() {
      if (!has(HeaderNames.MAX_FORWARDS)) {
        maxForwards(DEFAULT_MAX_FORWARDS);
      }
      return new SipRequest(method(), requestUri, buildFields(), bodyBytes());
    }
  }
}
