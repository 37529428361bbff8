package io.tandem.tenant;

import io.tandem.id.CborSerializable;
import io.tandem.id.TenantId;
import java.util.List;

/**
 * A change that was made, as every node learns of it.
 *
 * @param version the tenant's version after it; the one before is smaller by one
 */
public record TenantChanged(
    TenantId tenant, long version, List<StoredObject> puts, List<StoredObject.Key> removals)
    implements CborSerializable {
  /** Copies the lists. */
  public TenantChanged {
    puts = List.copyOf(puts);
    removals = List.copyOf(removals);
  }
}
