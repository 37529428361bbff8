package io.tandem.registrar;

import io.tandem.id.Base32;
import io.tandem.id.CborSerializable;
import io.tandem.sip.transport.Flow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
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
    String userAgent)
    implements CborSerializable {
  private static final int ID_BYTES = 10;

  /** The list is copied. */
  public Binding {
    path = List.copyOf(path);
  }

  /** Names the binding inside its address of record: 16 characters that depend on the contact. */
  public String id() {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      byte[] digest = sha.digest(contact.getBytes(StandardCharsets.UTF_8));
      return Base32.encode(Arrays.copyOf(digest, ID_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether the binding still holds at {@code now}. */
  public boolean isLiveAt(Instant now) {
    return expiresAt.isAfter(now);
  }
}
