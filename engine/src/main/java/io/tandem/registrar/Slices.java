package io.tandem.registrar;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;

/** How a tenant's extensions are spread over the registrar's entities. */
public final class Slices {
  /** Slices of a tenant; stored with the bindings, so never changed in an installation's life. */
  public static final int COUNT = 8;

  private Slices() {}

  /** The slice of {@code extension}, 0 to 7. */
  public static int of(Extension extension) {
    return Math.floorMod(extension.value().hashCode(), COUNT);
  }

  static String entityId(TenantId tenant, int slice) {
    return tenant.value() + "|" + slice;
  }

  static TenantId tenant(String entityId) {
    return new TenantId(entityId.substring(0, entityId.indexOf('|')));
  }

  static int slice(String entityId) {
    return Integer.parseInt(entityId.substring(entityId.indexOf('|') + 1));
  }
}
