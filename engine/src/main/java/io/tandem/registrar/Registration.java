package io.tandem.registrar;

import io.tandem.sip.transport.Flow;
import java.util.List;

/**
 * What an authenticated REGISTER asks for.
 *
 * @param flow where the REGISTER came from; {@code null} when it only removes
 * @param callId its Call-ID
 * @param cseq its CSeq number
 * @param path its Path values (RFC 3327)
 * @param userAgent its User-Agent, or {@code null}
 * @param contacts what it adds, refreshes or removes; empty to fetch the bindings, or with {@code
 *     removeAll}
 * @param removeAll {@code Contact: *} with {@code Expires: 0}
 * @param maxBindings how many bindings the extension may have; −1 for any number
 */
public record Registration(
    Flow flow,
    String callId,
    long cseq,
    List<String> path,
    String userAgent,
    List<ContactUpdate> contacts,
    boolean removeAll,
    int maxBindings) {
  private static final String NOBODYS_CALL = "";

  /**
   * The end of all bindings that no phone has asked for; no CSeq of a phone's stands against it.
   */
  static Registration removal() {
    return new Registration(null, NOBODYS_CALL, 0, List.of(), null, List.of(), true, -1);
  }

  /** The lists are copied. */
  public Registration {
    path = List.copyOf(path);
    contacts = List.copyOf(contacts);
  }
}
