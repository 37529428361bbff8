package io.tandem.registrar;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tandem.id.CborSerializable;
import io.tandem.sip.transport.Flow;
import java.time.Instant;
import java.util.List;

/**
 * One place where an address of record can be reached (RFC 3261 §10).
 *
 * @param contact the Contact URI as the phone gave it; the Request-URI of requests to it
 * @param flow where the REGISTER came from; requests to the phone go back there
 * @param path the Path header field's values (RFC 3327), the route set of requests to the phone
 * @param q the preference, 0 to 1; higher first
 * @param expiresAt when the binding ends unless it is refreshed
 * @param updatedAt when the REGISTER that made or refreshed it arrived
 * @param callId the Call-ID of that REGISTER
 * @param cseq the CSeq number of that REGISTER
 * @param userAgent the phone's User-Agent, or {@code null}
 * @param id names the binding inside its address of record, 16 characters; stays the same when a
 *     refresh brings another Contact or flow
 * @param instance the phone's {@code +sip.instance} (RFC 5626 §4.1), or {@code null}
 * @param regId which of the instance's flows it is, from 1; 0 when it does not say
 * @param direct whether nothing speaks against reaching the phone at its Contact: it is not behind
 *     a NAT by RFC 3581's evidence. False in what an older version wrote, where nobody knows
 * @param pulse what is heard of the phone between its REGISTERs; in memory only
 */
public record Binding(
    String contact,
    Flow flow,
    List<String> path,
    double q,
    Instant expiresAt,
    Instant updatedAt,
    String callId,
    long cseq,
    String userAgent,
    String id,
    String instance,
    int regId,
    boolean direct,
    Pulse pulse)
    implements CborSerializable {

  /** The list is copied; what an older version did not write gets its default. */
  @JsonCreator
  public Binding {
    path = List.copyOf(path);
    id = id == null ? BindingIdentity.idOf(contact) : id;
    pulse = pulse == null ? Pulse.UNKNOWN : pulse;
  }

  /** The binding of a phone that says nothing of itself, at a Contact where it may not be. */
  public Binding(
      String contact,
      Flow flow,
      List<String> path,
      double q,
      Instant expiresAt,
      Instant updatedAt,
      String callId,
      long cseq,
      String userAgent) {
    this(
        contact, flow, path, q, expiresAt, updatedAt, callId, cseq, userAgent, null, null, 0, false,
        null);
  }

  /** Whether the binding still holds at {@code now}. */
  public boolean isLiveAt(Instant now) {
    return expiresAt.isAfter(now);
  }

  /** Whether the phone can be reached when its connection is gone: nothing hides its Contact. */
  @JsonIgnore
  boolean isReachedWithoutItsFlow() {
    return direct && regId == 0;
  }

  /**
   * The key of its row: the Contact, as long as that is what names the binding, so that nodes of
   * the version before find it there; else the id.
   */
  @JsonIgnore
  String key() {
    return id.equals(BindingIdentity.idOf(contact)) ? contact : id;
  }

  /** The same with another pulse. */
  public Binding withPulse(Pulse newPulse) {
    return new Binding(
        contact, flow, path, q, expiresAt, updatedAt, callId, cseq, userAgent, id, instance, regId,
        direct, newPulse);
  }
}
