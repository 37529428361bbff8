package io.tandem.routing;

import io.tandem.id.Extension;
import io.tandem.tenant.TenantConfiguration;

/** Decides where a dialled number leads, from the tenant's configuration alone. */
public final class Router {
  private static final Route NOT_FOUND = new Route.Refused(404, "Not Found");

  private Router() {}

  /**
   * The route of {@code dialled}, the user part of a Request-URI as it came; {@code null} when the
   * Request-URI has none. A disabled extension is as unknown as one that never was.
   */
  public static Route route(TenantConfiguration tenant, String dialled) {
    if (!Extension.isValid(dialled)) {
      return NOT_FOUND;
    }
    var extension = tenant.extension(new Extension(dialled));
    if (extension == null || !extension.enabled()) {
      return NOT_FOUND;
    }
    var ringTime =
        extension.ringTime() != null
            ? extension.ringTime()
            : tenant.profile().settings().ringTime();
    return new Route.ToExtension(extension.number(), ringTime);
  }
}
