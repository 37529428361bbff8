package io.tandem.cdr;

import io.tandem.settings.SettingsReader;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The spool's bounds.
 *
 * @param folder where it keeps its files; it is the spool's alone
 * @param queueCapacity records that wait for the disk; one more is lost
 * @param memoryRecords records kept in memory while they wait for the database: as many again when
 *     the disk cannot take them, one more is then lost; those on disk are read again from there
 * @param segmentBytes the size at which a file is closed and another begun
 * @param maxBytes what the files may take together; beyond that the disk counts as full
 * @param syncInterval the longest time a record waits for its fsync
 * @param batchRecords records of one tenant and hour that are written at once
 * @param maxInFlight writes under way to the database
 * @param retryFirst the pause after a failed write; doubles up to {@code retryMost}
 * @param retryMost the longest pause between attempts; also how long an unusable disk is left alone
 */
public record CdrSpoolSettings(
    Path folder,
    int queueCapacity,
    int memoryRecords,
    long segmentBytes,
    long maxBytes,
    Duration syncInterval,
    int batchRecords,
    int maxInFlight,
    Duration retryFirst,
    Duration retryMost) {

  private static final long MEGABYTE = 1024L * 1024;
  private static final int MOST_RECORDS = 10_000_000;
  private static final Duration MS = Duration.ofMillis(1);

  /**
   * @throws IllegalArgumentException when a bound is not positive
   */
  public CdrSpoolSettings {
    demandPositive("queueCapacity", queueCapacity);
    demandPositive("memoryRecords", memoryRecords);
    demandPositive("segmentBytes", segmentBytes);
    demandPositive("maxBytes", maxBytes);
    demandPositive("syncInterval", syncInterval.toMillis());
    demandPositive("batchRecords", batchRecords);
    demandPositive("maxInFlight", maxInFlight);
    demandPositive("retryFirst", retryFirst.toMillis());
    demandPositive("retryMost", retryMost.toMillis());
  }

  /** 10,000 records in each of queue and memory, files of 1 MB, 1 GB in all, fsync in 25 ms. */
  public static CdrSpoolSettings of(Path folder) {
    return new CdrSpoolSettings(
        folder,
        10_000,
        10_000,
        MEGABYTE,
        1024 * MEGABYTE,
        Duration.ofMillis(25),
        50,
        8,
        Duration.ofMillis(100),
        Duration.ofSeconds(5));
  }

  /**
   * Reads the section {@code tandem.cdr.spool}.
   *
   * @throws io.tandem.settings.SettingsException when a value is out of its bounds
   */
  public static CdrSpoolSettings read(Path folder, SettingsReader reader) {
    int segment = reader.bytes("segment", 64 << 10, 1 << 30);
    long most = reader.size("max-size", MEGABYTE, 1L << 50);
    if (most < segment) {
      throw reader.wrong("max-size", "a size not below that of segment");
    }
    Duration first = reader.duration("first-retry", MS, Duration.ofHours(1));
    Duration last = reader.duration("last-retry", MS, Duration.ofHours(1));
    if (last.compareTo(first) < 0) {
      throw reader.wrong("last-retry", "a duration not shorter than first-retry");
    }
    return new CdrSpoolSettings(
        folder,
        reader.integer("queue", 1, MOST_RECORDS),
        reader.integer("memory", 1, MOST_RECORDS),
        segment,
        most,
        reader.duration("sync-interval", MS, Duration.ofSeconds(10)),
        reader.integer("batch", 1, 1_000),
        reader.integer("max-in-flight", 1, 1_000),
        first,
        last);
  }

  private static void demandPositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, not " + value);
    }
  }
}
