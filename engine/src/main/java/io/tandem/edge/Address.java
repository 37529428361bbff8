package io.tandem.edge;

import io.tandem.sip.message.SipSyntaxException;
import io.tandem.sip.message.SipUri;
import io.tandem.sip.message.TelUri;

/**
 * Whom a URI names, whichever scheme it has: {@code sip:1002@acme.test}, {@code
 * tel:1002;phone-context=acme.test}, {@code sip:10-02@acme.test;user=phone}.
 *
 * @param user the user part or the number; {@code null} if there is none
 * @param host the domain or address in lower case; {@code null} for a number that names none
 */
record Address(String user, String host) {

  /**
   * Reads {@code uri}.
   *
   * @return {@code null} when it is of another scheme than sip, sips and tel
   * @throws SipSyntaxException when it is malformed
   */
  static Address of(String uri) {
    if (TelUri.isTel(uri)) {
      var tel = TelUri.parse(uri);
      return new Address(tel.number(), tel.context());
    }
    return SipUri.isSip(uri) ? of(SipUri.parse(uri)) : null;
  }

  private static Address of(SipUri uri) {
    boolean phone = "phone".equalsIgnoreCase(uri.parameter("user")) && uri.user() != null;
    return new Address(phone ? numberOf(uri.user()) : uri.user(), uri.host());
  }

  /** Many devices say {@code user=phone} of every user. */
  private static String numberOf(String user) {
    try {
      return TelUri.subscriber(user).number();
    } catch (SipSyntaxException e) {
      return user;
    }
  }

  /** What is needed to tell whose an address is. */
  boolean isOf(String number) {
    return number.equals(user);
  }
}
