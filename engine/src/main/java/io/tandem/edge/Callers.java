package io.tandem.edge;

import io.tandem.sip.message.NameAddress;
import io.tandem.sip.message.SipRequest;
import io.tandem.tenant.ExtensionConfiguration;
import io.tandem.tenant.TenantConfiguration;
import java.util.Locale;
import java.util.Set;

/**
 * As whom an authenticated extension speaks. Its credentials say who it is; what it calls itself
 * must be its own address, or nobody's (RFC 3323).
 */
final class Callers {
  /** From the Privacy header: hide the caller (RFC 3323 §4.2 {@code user}, RFC 3325 §7). */
  private static final Set<String> HIDING = Set.of("id", "user");

  private static final String ANONYMOUS = "anonymous";
  private static final String NOWHERE = "anonymous.invalid";

  private final AttachedStack stack;

  Callers(AttachedStack stack) {
    this.stack = stack;
  }

  /**
   * Whether {@code host} is the tenant's: its domain; an address of ours, for phones that know no
   * domain; or none at all.
   */
  boolean isHere(String host, TenantConfiguration tenant) {
    return host == null
        || host.equals(tenant.profile().domain().value())
        || stack.hosts().contains(host);
  }

  /** Whether {@code uri} is an address of {@code extension}. */
  boolean isOwn(String uri, ExtensionConfiguration extension, TenantConfiguration tenant) {
    var address = Address.of(uri);
    return address != null
        && address.isOf(extension.number().value())
        && isHere(address.host(), tenant);
  }

  /** Whether {@code request} may be sent by {@code extension}: by its own name, or by none. */
  boolean mayCall(
      SipRequest request, ExtensionConfiguration extension, TenantConfiguration tenant) {
    return isOwn(request.from().uri(), extension, tenant)
        || isNobody(request.from(), tenant) && asksFor(request, null);
  }

  /** Whether the callee shall not see who calls. */
  boolean isHidden(SipRequest request, TenantConfiguration tenant) {
    return isNobody(request.from(), tenant) || asksFor(request, HIDING);
  }

  private boolean isNobody(NameAddress from, TenantConfiguration tenant) {
    var address = Address.of(from.uri());
    if (address == null || address.host() == null) {
      return false;
    }
    return address.host().equals(NOWHERE)
        || ANONYMOUS.equalsIgnoreCase(address.user()) && isHere(address.host(), tenant);
  }

  /**
   * Whether Privacy names one of {@code values}.
   *
   * @param values {@code null} for any but {@code none}
   */
  private static boolean asksFor(SipRequest request, Set<String> values) {
    for (String field : request.headers("Privacy")) {
      for (String value : field.split("[;,]")) {
        String word = value.strip().toLowerCase(Locale.ROOT);
        boolean asked =
            values == null ? !word.isEmpty() && !word.equals("none") : values.contains(word);
        if (asked) {
          return true;
        }
      }
    }
    return false;
  }
}
