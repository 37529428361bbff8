package io.tandem.tenant;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.id.TenantId;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs the stored objects that this node cannot read, each once: a constant of a later
 * release, a secret that does not decrypt. Their tenants are served without them. Safe for any
 * thread.
 */
final class UnreadableObjects {
  private static final Logger LOG = LoggerFactory.getLogger(UnreadableObjects.class);

  /** Beyond this many the rest is neither counted nor logged; memory has an end. */
  private static final int MOST = 10_000;

  private record Place(TenantId tenant, StoredObject.Key key) {}

  private final Set<Place> known = new HashSet<>();
  private final Counter counter;

  UnreadableObjects(MeterRegistry meters) {
    counter = meters.counter("tandem.tenant.objects.unreadable");
  }

  /** {@code copy} has been read, or changed by news. */
  void note(TenantCopy copy) {
    if (!copy.unreadable().isEmpty()) {
      copy.unreadable().forEach((key, why) -> note(copy.configuration().id(), key, why));
    }
  }

  private void note(TenantId tenant, StoredObject.Key key, String why) {
    synchronized (known) {
      if (known.size() >= MOST || !known.add(new Place(tenant, key))) {
        return;
      }
    }
    counter.increment();
    LOG.error(
        "{} {} of tenant {} cannot be read and is left as it is stored; the tenant is served"
            + " without it: {}",
        key.kind(),
        key.id(),
        tenant,
        why);
  }
}
