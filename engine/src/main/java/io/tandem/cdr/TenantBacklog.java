package io.tandem.cdr;

import io.tandem.id.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which records on disk wait until something of their tenant's is mended. They may be as many as
 * the disk takes, so none of them is kept in memory. Belongs to the drain's thread.
 */
final class TenantBacklog {
  private final Map<TenantId, Map<SpoolFile, ColdRecords>> waiting = new HashMap<>();

  /** Leaves a batch in its file, which is complete. */
  void add(SpoolBatch batch) {
    waiting
        .computeIfAbsent(batch.tenant(), tenant -> new LinkedHashMap<>())
        .merge(batch.file(), ColdRecords.of(batch), ColdRecords::plus);
  }

  /** How many of a tenant's records wait. */
  long size(TenantId tenant) {
    return waiting.getOrDefault(tenant, Map.of()).values().stream()
        .mapToLong(ColdRecords::count)
        .sum();
  }

  /** Takes a tenant's records of one file, to try whether it is mended. */
  Optional<ColdRecords> takeOne(TenantId tenant) {
    var files = waiting.getOrDefault(tenant, Map.of());
    return files.keySet().stream().findFirst().flatMap(first -> take(tenant, first));
  }

  /** Takes what a tenant has in one file. */
  Optional<ColdRecords> take(TenantId tenant, SpoolFile file) {
    var files = waiting.getOrDefault(tenant, Map.of());
    if (!files.containsKey(file)) {
      return Optional.empty();
    }
    ColdRecords taken = files.remove(file);
    if (files.isEmpty()) {
      waiting.remove(tenant);
    }
    return Optional.of(taken);
  }

  /** Takes all of a tenant's: it is mended. */
  List<ColdRecords> takeAll(TenantId tenant) {
    var files = waiting.remove(tenant);
    return files == null ? List.of() : List.copyOf(files.values());
  }

  /** When the calls ended that wait, of each file at least the first. */
  Stream<Instant> oldest() {
    return waiting.values().stream()
        .map(Map::values)
        .flatMap(Collection::stream)
        .map(ColdRecords::oldest);
  }
}
