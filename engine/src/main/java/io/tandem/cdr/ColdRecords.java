package io.tandem.cdr;

import io.tandem.id.TenantId;
import java.time.Instant;
import java.util.List;

/**
 * Records that are on disk alone, to be read from there.
 *
 * @param tenant whose they are; null for all that the file holds, none of which was read before
 * @param count how many they are, when they are one tenant's
 * @param oldest when the first of the calls ended; null when that is not known
 */
record ColdRecords(SpoolFile file, TenantId tenant, int count, Instant oldest) {
  static ColdRecords all(SpoolFile file, Instant oldest) {
    return new ColdRecords(file, null, 0, oldest);
  }

  static ColdRecords of(SpoolBatch batch) {
    return new ColdRecords(batch.file(), batch.tenant(), batch.size(), batch.oldest());
  }

  /** With others of the same tenant in the same file. */
  ColdRecords plus(ColdRecords others) {
    return new ColdRecords(
        file,
        tenant,
        count + others.count,
        oldest.isBefore(others.oldest) ? oldest : others.oldest);
  }

  /** Those among what the file holds; of a tenant's all that are not known to be settled. */
  List<CallRecord> among(List<CallRecord> records) {
    return tenant == null
        ? records
        : records.stream()
            .filter(record -> record.tenant().equals(tenant) && !file.isSettled(record.callId()))
            .toList();
  }
}
