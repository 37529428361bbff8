package io.tandem.api.v1;

import io.tandem.api.auth.Logins;
import io.tandem.api.http.ApiRequest;
import io.tandem.api.http.Endpoint;
import io.tandem.api.http.RefusedException;
import io.tandem.id.CallId;
import io.tandem.id.Extension;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads ids from paths. What has not the form of an id names nothing: 404. */
final class Paths {
  static final String TENANTS = "/v1/tenants";
  static final String TENANT = TENANTS + "/{" + Endpoint.TENANT_ID + "}";

  private Paths() {}

  /** The tenant, which exists: nobody is let in to one that does not. */
  static TenantId tenant(ApiRequest<?> request) {
    return new TenantId(request.parameter(Endpoint.TENANT_ID));
  }

  static Extension extension(ApiRequest<?> request) {
    return id(request, "number", Extension::isValid, Extension::new);
  }

  static CallId call(ApiRequest<?> request) {
    return id(request, "callId", CallId::isValid, CallId::new);
  }

  static String username(ApiRequest<?> request) {
    return id(request, "username", Logins::isUsername, Function.identity());
  }

  static NodeId node(ApiRequest<?> request) {
    return id(request, "nodeName", NodeId::isValid, NodeId::new);
  }

  private static <T> T id(
      ApiRequest<?> request, String name, Predicate<String> isValid, Function<String, T> id) {
    String text = request.parameter(name);
    if (!isValid.test(text)) {
      throw new RefusedException(Outcomes.notFound());
    }
    return id.apply(text);
  }
}
