package io.tandem.registrar;

import io.tandem.settings.SettingsReader;
import java.time.Duration;

/**
 * How the registrar works.
 *
 * @param lookupPatience how long a lookup waits for its slice before it reads the stored row, too
 * @param answerPatience how long other requests wait for their slice, and a lookup for which
 *     nothing is stored
 * @param flushInterval how long changes are collected before they are stored as one batch
 * @param maxBatch the most rows in one batch
 * @param firstRetry the wait after a first failed read or write; doubles up to {@code lastRetry}
 * @param lastRetry the longest such wait
 * @param holdLookups how long a slice that is reading its rows makes lookups wait for them
 * @param expiryGrain how often expired bindings are removed at most
 * @param idleTime after how long an empty slice leaves memory
 * @param stopPatience how long a slice that stops waits for its last write
 */
public record RegistrarSettings(
    Duration lookupPatience,
    Duration answerPatience,
    Duration flushInterval,
    int maxBatch,
    Duration firstRetry,
    Duration lastRetry,
    Duration holdLookups,
    Duration expiryGrain,
    Duration idleTime,
    Duration stopPatience) {
  private static final Duration MS = Duration.ofMillis(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  /** What {@code reference.conf} says, for tests. */
  public static RegistrarSettings defaults() {
    return new RegistrarSettings(
        Duration.ofMillis(200),
        Duration.ofSeconds(3),
        Duration.ofMillis(50),
        100,
        SECOND,
        Duration.ofSeconds(30),
        Duration.ofMillis(150),
        SECOND,
        Duration.ofMinutes(2),
        Duration.ofSeconds(3));
  }

  /** Reads the section {@code tandem.registrar}. */
  public static RegistrarSettings read(SettingsReader reader) {
    return new RegistrarSettings(
        reader.duration("lookup-patience", MS, Duration.ofSeconds(10)),
        reader.duration("answer-patience", MS, Duration.ofSeconds(30)),
        reader.duration("flush-interval", MS, Duration.ofMinutes(1)),
        reader.integer("max-batch", 1, 1_000),
        reader.duration("first-retry", MS, HOUR),
        reader.duration("last-retry", MS, HOUR),
        reader.duration("hold-lookups", MS, Duration.ofSeconds(10)),
        reader.duration("expiry-grain", MS, Duration.ofMinutes(1)),
        reader.duration("idle-time", SECOND, Duration.ofDays(1)),
        reader.duration("stop-patience", MS, Duration.ofMinutes(1)));
  }
}
