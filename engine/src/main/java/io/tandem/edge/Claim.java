package io.tandem.edge;

import io.tandem.id.TenantId;
import io.tandem.sip.digest.DigestCredentials;
import io.tandem.sip.message.SipRequest;
import io.tandem.tenant.TenantDirectory;
import java.util.ArrayList;
import java.util.List;

/**
 * Whose a request claims to be, before anything of it is proved.
 *
 * @param domain the domain that names the tenant, in lower case
 * @param tenant the tenant as far as this node knows, or {@code null}
 * @param credentials all that the request offers for whatever realm
 */
record Claim(String domain, TenantId tenant, List<DigestCredentials> credentials) {
  /** Stands for the domain of who names none: two telephone numbers, say. */
  private static final String NOBODYS = "nobody.invalid";

  /**
   * The first that names a tenant: the realm of the credentials, From's domain, the Request-URI's
   * domain; if none does, From's domain.
   *
   * @param header {@code Authorization} or {@code Proxy-Authorization}
   * @throws io.tandem.sip.message.SipSyntaxException when credentials or From are malformed
   */
  static Claim of(SipRequest request, String header, TenantDirectory tenants) {
    var credentials = credentials(request.headers(header));
    for (var offered : credentials) {
      var tenant = tenants.tenantOf(offered.realm());
      if (tenant != null) {
        return new Claim(offered.realm(), tenant, credentials);
      }
    }
    String from = hostOf(request.from().uri());
    String target = hostOf(request.requestUri());
    var tenant = from == null ? null : tenants.tenantOf(from);
    if (tenant != null) {
      return new Claim(from, tenant, credentials);
    }
    tenant = target == null ? null : tenants.tenantOf(target);
    if (tenant != null || from == null) {
      return new Claim(target == null ? NOBODYS : target, tenant, credentials);
    }
    return new Claim(from, null, credentials);
  }

  private static String hostOf(String uri) {
    var address = Address.of(uri);
    return address == null ? null : address.host();
  }

  private static List<DigestCredentials> credentials(List<String> values) {
    if (values.isEmpty()) {
      return List.of();
    }
    var credentials = new ArrayList<DigestCredentials>(values.size());
    for (String value : values) {
      var parsed = DigestCredentials.parse(value);
      if (parsed != null) {
        credentials.add(parsed);
      }
    }
    return credentials;
  }

  /** The credentials for {@code realm}, or {@code null}. */
  DigestCredentials credentialsFor(String realm) {
    for (var offered : credentials) {
      if (realm.equalsIgnoreCase(offered.realm())) {
        return offered;
      }
    }
    return null;
  }
}
