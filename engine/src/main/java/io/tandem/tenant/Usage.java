package io.tandem.tenant;

import io.tandem.id.CborSerializable;

/** How much of its limits a tenant uses now; a limit of −1 is none. */
public record Usage(Meter extensions, Meter concurrentCalls, Meter callsPerSecond)
    implements CborSerializable {

  /** One limit and what is used of it. */
  public record Meter(int used, int limit) {}
}
