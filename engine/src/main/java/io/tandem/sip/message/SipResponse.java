package io.tandem.sip.message;

import java.util.ArrayList;
import java.util.Set;

/** A SIP response (RFC 3261 §7.2). */
public final class SipResponse extends SipMessage {
  /** Requests whose success creates a dialog. */
  private static final Set<String> DIALOG_CREATING = Set.of("INVITE", "SUBSCRIBE", "REFER");

  /** What a client cannot do without; of a challenge the last one. */
  private static final Set<String> NEEDED =
      Set.of(
          HeaderNames.VIA,
          HeaderNames.FROM,
          HeaderNames.TO,
          HeaderNames.CALL_ID,
          HeaderNames.CSEQ,
          HeaderNames.canonical("Retry-After"),
          HeaderNames.canonical("WWW-Authenticate"),
          HeaderNames.canonical("Proxy-Authenticate"));

  private final int status;
  private final String reason;

  SipResponse(int status, String reason, HeaderFields fields, byte[] body) {
    super(fields, body);
    this.status = status;
    this.reason = reason;
  }

  private SipResponse(SipResponse same, HeaderFields fields) {
    super(same, fields, null);
    this.status = same.status;
    this.reason = same.reason;
  }

  /**
   * Starts the response to a request: Via, From, To, Call-ID and CSeq are the request's, as they
   * were received (§8.2.6.2); Timestamp too in a 100; Record-Route too in 101 to 299 to a request
   * that creates a dialog.
   *
   * @throws IllegalArgumentException when {@code status} is not 100 to 699
   */
  public static Builder to(SipRequest request, int status) {
    return new Builder(request, status);
  }

  /** The status code, 100 to 699. */
  public int status() {
    return status;
  }

  /** The reason phrase, may be empty. */
  public String reason() {
    return reason;
  }

  /** Whether it is provisional, 1xx. */
  public boolean isProvisional() {
    return status < 200;
  }

  /** Whether it is a 2xx. */
  public boolean isSuccess() {
    return status / 100 == 2;
  }

  /** This response without its uppermost Via. */
  public SipResponse withoutTopVia() {
    return new SipResponse(this, fields.withoutFirst(HeaderNames.VIA));
  }

  /**
   * This response with the headers alone that a client cannot do without, one challenge of several
   * (the last, which a server offers to those who know no better one), and no body.
   */
  public SipResponse brief() {
    var kept = new ArrayList<HeaderField>();
    for (var field : fields.toList()) {
      if (!NEEDED.contains(field.name())) {
        continue;
      }
      if (field.name().endsWith("-Authenticate")) {
        kept.removeIf(earlier -> earlier.name().equals(field.name()));
      }
      kept.add(field);
    }
    return new SipResponse(status, reason, HeaderFields.of(kept), new byte[0]);
  }

  @Override
  void appendStartLine(StringBuilder out) {
    out.append("SIP/2.0 ").append(status).append(' ').append(reason);
  }

  /** Builds responses; not thread-safe. */
  public static final class Builder extends MessageBuilder<Builder> {
    private final SipRequest request;
    private final int status;
    private String reason;

    private Builder(SipRequest request, int status) {
      super(request.method());
      if (status < 100 || status > 699) {
        throw new IllegalArgumentException("status out of range: " + status);
      }
      this.request = request;
      this.status = status;
      this.reason = ReasonPhrases.of(status);
      copy(request, HeaderNames.VIA);
      copy(request, HeaderNames.FROM);
      copy(request, HeaderNames.TO);
      setTagged(request.toTag() != null);
      copy(request, HeaderNames.CALL_ID);
      copy(request, HeaderNames.CSEQ);
      if (status == 100) {
        copy(request, HeaderNames.TIMESTAMP);
      }
      if (status > 100 && status < 300 && createsDialog()) {
        copy(request, HeaderNames.RECORD_ROUTE);
      }
    }

    /** Replaces the usual reason phrase. */
    public Builder reason(String phrase) {
      reason = SipText.requireLine("reason", phrase);
      return this;
    }

    /**
     * Builds the response. One other than 100 whose To has no tag gets one that is the same each
     * time the same request is answered, as a stateless server's must be (§8.2.7).
     */
    @Override
    public SipResponse build() {
      if (status > 100 && !isTagged()) {
        toTag(statelessTag());
      }
      return new SipResponse(status, reason, buildFields(), bodyBytes());
    }

    private boolean createsDialog() {
      return DIALOG_CREATING.contains(request.method()) && request.toTag() == null;
    }

    private String statelessTag() {
      return StatelessTag.of(request.callId(), request.fromTag(), request.cseq());
    }
  }
}
