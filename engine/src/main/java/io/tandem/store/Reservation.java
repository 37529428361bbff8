package io.tandem.store;

import io.tandem.id.TenantId;
import java.time.Instant;

/** What came of the attempt to reserve a global name. */
public sealed interface Reservation {
  /** It is the asker's until then, and for good once confirmed. */
  record Pending(Instant until) implements Reservation {}

  /** It has been the asker's for good already. */
  record Confirmed() implements Reservation {}

  /** It belongs to another tenant. */
  record Taken(TenantId owner) implements Reservation {}
}
