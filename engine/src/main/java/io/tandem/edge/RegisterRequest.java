package io.tandem.edge;

import io.tandem.id.Text;
import io.tandem.registrar.ContactUpdate;
import io.tandem.registrar.Registration;
import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipRequest;
import io.tandem.sip.transport.Flow;
import io.tandem.tenant.TenantProfile;
import io.tandem.tenant.TenantSettings.RegistrationExpiry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a REGISTER asks for, or why it cannot be had (RFC 3261 §10.3 steps 6 and 7).
 *
 * @param registration {@code null} when refused
 * @param outbound whether it is for one of several flows of its phone (RFC 5626)
 * @param refusal {@code null} when not
 */
record RegisterRequest(Registration registration, boolean outbound, Refusal refusal) {
  private static final Refusal MISUSED_WILDCARD =
      Refusal.of(400, "Contact: * needs Expires: 0", "wildcard");
  private static final Refusal BAD_CONTACT = Refusal.of(400, "Bad Contact", "contact");
  private static final Refusal FIRST_HOP =
      Refusal.of(439, "First Hop Lacks Outbound Support", "outbound");
  private static final int MAX_CONTACTS = 32;
  private static final int MAX_URI = 512;
  private static final int MAX_USER_AGENT = 100;

  static RegisterRequest read(
      SipRequest request, Flow flow, TenantProfile tenant, DirectContacts direct) {
    var expiry = tenant.registrationExpiry();
    long expires = seconds(request.header("Expires"), -1);
    if (request.isWildcardContact()) {
      return expires == 0
          ? accepted(request, flow, tenant, List.of(), true, false)
          : refused(MISUSED_WILDCARD);
    }
    var contacts = request.contacts();
    if (contacts.size() > MAX_CONTACTS) {
      return refused(BAD_CONTACT);
    }
    var updates = new ArrayList<ContactUpdate>(contacts.size());
    int flows = 0;
    for (var contact : contacts) {
      if (contact.sipUri() == null || contact.uri().length() > MAX_URI) {
        return refused(BAD_CONTACT);
      }
      long wish = seconds(contact.parameter("expires"), expires);
      long granted = wish < 0 ? expiry.standard().toSeconds() : wish;
      if (granted > 0 && granted < expiry.minimum().toSeconds()) {
        return refused(tooBrief(expiry));
      }
      granted = Math.min(granted, expiry.maximum().toSeconds());
      String instance = Outbound.instance(contact);
      int regId = instance == null ? 0 : Outbound.regId(contact);
      flows += regId > 0 && granted > 0 ? 1 : 0;
      var update =
          new ContactUpdate(
              contact.uri(),
              q(contact),
              granted,
              instance,
              regId,
              direct.isDirect(request, contact.sipUri(), flow));
      updates.removeIf(earlier -> earlier.uri().equals(update.uri())); // the last one counts
      updates.add(update);
    }
    if (flows > 1) {
      return refused(BAD_CONTACT); // a request came by one flow (RFC 5626 §4.2)
    }
    boolean outbound = flows > 0 && Outbound.isSupportedBy(request);
    if (outbound && !Outbound.isFirstHopAble(request)) {
      return refused(FIRST_HOP);
    }
    return accepted(request, flow, tenant, updates, false, outbound);
  }

  private static RegisterRequest accepted(
      SipRequest request,
      Flow flow,
      TenantProfile tenant,
      List<ContactUpdate> updates,
      boolean removeAll,
      boolean outbound) {
    var registration =
        new Registration(
            flow,
            request.callId(),
            request.cseq(),
            request.paths().stream().map(NameAddress::toString).toList(),
            Text.cut(request.header("User-Agent"), MAX_USER_AGENT),
            updates,
            removeAll,
            tenant.limits().registrationsPerExtension());
    return new RegisterRequest(registration, outbound, null);
  }

  private static RegisterRequest refused(Refusal refusal) {
    return new RegisterRequest(null, false, refusal);
  }

  private static Refusal tooBrief(RegistrationExpiry expiry) {
    String minimum = Long.toString(expiry.minimum().toSeconds());
    return new Refusal(423, null, "too-brief", Map.of("Min-Expires", List.of(minimum)));
  }

  /** Malformed values count as absent (§10.3 step 7: treated like the default). */
  private static long seconds(String value, long absent) {
    if (value == null || value.isEmpty() || value.length() > 10) {
      return absent;
    }
    long seconds = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < '0' || c > '9') {
        return absent;
      }
      seconds = seconds * 10 + c - '0';
    }
    return seconds;
  }

  private static double q(NameAddress contact) {
    String value = contact.parameter("q");
    if (value == null) {
      return 1;
    }
    try {
      double q = Double.parseDouble(value);
      return q >= 0 && q <= 1 ? Math.round(q * 1000) / 1000.0 : 1; // §20.10: three decimals
    } catch (NumberFormatException e) {
      return 1; // no preference that we understand is no preference
    }
  }
}
