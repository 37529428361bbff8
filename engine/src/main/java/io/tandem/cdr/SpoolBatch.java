package io.tandem.cdr;

import io.tandem.id.TenantId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * Records that are written to the database together: of one tenant and one hour.
 *
 * @param file where they lie until they are stored; null for those that exist in memory only
 * @param oldest when the first of the calls ended
 */
record SpoolBatch(SpoolFile file, List<CallRecord> records, Instant oldest) {
  private record Partition(TenantId tenant, Instant hour) {}

  static List<SpoolBatch> split(SpoolFile file, List<CallRecord> records, int most) {
    var partitions = new LinkedHashMap<Partition, List<CallRecord>>();
    for (CallRecord record : records) {
      Instant hour = record.callId().startedAt().truncatedTo(ChronoUnit.HOURS);
      partitions
          .computeIfAbsent(new Partition(record.tenant(), hour), key -> new ArrayList<>())
          .add(record);
    }
    var batches = new ArrayList<SpoolBatch>();
    for (List<CallRecord> partition : partitions.values()) {
      for (int from = 0; from < partition.size(); from += most) {
        int to = Math.min(from + most, partition.size());
        batches.add(of(file, List.copyOf(partition.subList(from, to))));
      }
    }
    return batches;
  }

  private static SpoolBatch of(SpoolFile file, List<CallRecord> records) {
    Instant oldest =
        records.stream().map(CallRecord::endedAt).min(Comparator.naturalOrder()).orElseThrow();
    return new SpoolBatch(file, records, oldest);
  }

  /** The records one by one: the database refuses one of them, not the others. */
  List<SpoolBatch> singly() {
    return records.stream().map(record -> of(file, List.of(record))).toList();
  }

  /** Whether its records can be read again from a file to which nothing is added any more. */
  boolean isInCompleteFile() {
    return file != null && file.isClosed();
  }

  /** A set in which a batch is itself alone, whatever others hold. */
  static Set<SpoolBatch> identitySet() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  TenantId tenant() {
    return records.get(0).tenant();
  }

  int size() {
    return records.size();
  }
}
