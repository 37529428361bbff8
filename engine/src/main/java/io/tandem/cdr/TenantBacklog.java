package io.tandem.cdr;

import io.tandem.id.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which records on disk wait until something of their tenant's is mended. They may be as many as
 * the disk takes, so none of them is kept in memory. Belongs to the drain's thread.
 */
final class TenantBacklog {
  private final Map<TenantId, Map<SpoolFile, ColdRecords>> waiting = new HashMap<>();
  private long size;

  /** Leaves a batch in its file, which is complete. */
  void add(SpoolBatch batch) {
    waiting
        .computeIfAbsent(batch.tenant(), tenant -> new LinkedHashMap<>())
        .merge(batch.file(), ColdRecords.of(batch), ColdRecords::plus);
    size += batch.size();
  }

  /** How many records wait. */
  long size() {
    return size;
  }

  /** Takes those of one file of each tenant, to try whether it is mended. */
  List<ColdRecords> takeOneOfEach() {
    var taken = new ArrayList<ColdRecords>();
    for (var files : waiting.values()) {
      Iterator<ColdRecords> first = files.values().iterator();
      taken.add(first.next());
      first.remove();
    }
    waiting.values().removeIf(Map::isEmpty);
    return discount(taken);
  }

  /** Takes all of a tenant's: it is mended. */
  List<ColdRecords> takeAll(TenantId tenant) {
    var files = waiting.remove(tenant);
    return files == null ? List.of() : discount(List.copyOf(files.values()));
  }

  /** When the calls ended that wait, of each file at least the first. */
  Stream<Instant> oldest() {
    return waiting.values().stream()
        .map(Map::values)
        .flatMap(Collection::stream)
        .map(ColdRecords::oldest);
  }

  private List<ColdRecords> discount(List<ColdRecords> taken) {
    taken.forEach(records -> size -= records.count());
    return taken;
  }
}
