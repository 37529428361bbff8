package io.tandem.phone.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How to register.
 *
 * @param expires lifetime asked for; zero removes the bindings
 * @param q the q value of the phone's own contact; negative for none
 * @param contacts further contact header values, e.g. {@code <sip:x@127.0.0.1:9>;q=0.5}
 * @param everything with zero expires: {@code Contact: *}
 * @param headers further header fields
 */
public record RegisterOptions(
    Duration expires,
    double q,
    List<String> contacts,
    boolean everything,
    Map<String, String> headers) {

  /** One contact, no q. */
  public static RegisterOptions expiring(Duration expires) {
    return new RegisterOptions(expires, -1, List.of(), false, Map.of());
  }

  /** Removes all bindings of the address of record by {@code Contact: *}. */
  public static RegisterOptions removeAll() {
    return new RegisterOptions(Duration.ZERO, -1, List.of(), true, Map.of());
  }

  /** Gives the phone's own contact a q value. */
  public RegisterOptions withQ(double value) {
    return new RegisterOptions(expires, value, contacts, everything, headers);
  }

  /** Adds further contacts, as values of the header field. */
  public RegisterOptions withContacts(String... values) {
    return new RegisterOptions(expires, q, List.of(values), everything, headers);
  }

  /** Adds header fields. */
  public RegisterOptions withHeaders(Map<String, String> values) {
    return new RegisterOptions(expires, q, contacts, everything, values);
  }
}
