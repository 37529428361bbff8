package io.tandem.cdr;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.id.TenantId;
import io.tandem.store.RareLine;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the spool tells about itself. Used by all its threads. */
final class SpoolMeters {
  private static final Logger LOG = LoggerFactory.getLogger(CdrSpool.class);
  private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);
  private static final Duration FAILURE_INTERVAL = Duration.ofMinutes(1);

  private final MeterRegistry registry;
  private final Clock clock;
  private final Counter appended;
  private final Counter stored;
  private final Counter lost;
  private final Counter torn;
  private final Counter retries;
  private final Counter refused;
  private final Counter diskFailures;
  private final Counter openLost;
  private final Counter closed;
  private final AtomicLong pending = new AtomicLong();
  private final AtomicReference<Instant> oldest = new AtomicReference<>();
  private final RareLine lostLine;
  private final RareLine refusedLine;
  private final RareLine failureLine;

  SpoolMeters(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
    this.lostLine = new RareLine(clock, LOG_INTERVAL);
    this.refusedLine = new RareLine(clock, LOG_INTERVAL);
    this.failureLine = new RareLine(clock, FAILURE_INTERVAL);
    this.appended = registry.counter("tandem.cdr.appended");
    this.stored = registry.counter("tandem.cdr.stored");
    this.lost = registry.counter("tandem.cdr.lost");
    this.torn = registry.counter("tandem.cdr.torn");
    this.retries = registry.counter("tandem.cdr.retries");
    this.refused = registry.counter("tandem.cdr.refused");
    this.diskFailures = registry.counter("tandem.cdr.disk.failures");
    this.openLost = registry.counter("tandem.cdr.open.lost");
    this.closed = registry.counter("tandem.cdr.closed");
    Gauge.builder("tandem.cdr.spool.depth", pending::get).register(registry);
    Gauge.builder("tandem.cdr.spool.oldest.age", this::oldestAgeSeconds)
        .baseUnit("seconds")
        .register(registry);
  }

  void appended() {
    appended.increment();
    pending.incrementAndGet();
  }

  /** Records of an earlier run were found. */
  void found(int count) {
    pending.addAndGet(count);
  }

  void stored(int count) {
    stored.increment(count);
    pending.addAndGet(-count);
  }

  /** Counts at once, logs once in an interval. */
  void lost(int count, String why) {
    lost.increment(count);
    pending.addAndGet(-count);
    lostLine.add(count, sum -> LOG.error("{} call records lost: {}", sum, why));
  }

  /** A record was set aside in {@code file}: the database refuses it for good. */
  void refused(Path file, String why) {
    refused.increment();
    pending.decrementAndGet();
    refusedLine.add(
        1,
        sum ->
            LOG.error(
                "{} call records are refused by the database for good and kept in {}: {}",
                sum,
                file,
                why));
  }

  /** A write failed for a reason for which the store has no line of its own. */
  void failed(TenantId tenant, Throwable why) {
    failureLine.add(
        1,
        sum ->
            LOG.warn(
                "{} writes of call records failed and are tried again, one of them of tenant {}: {}",
                sum,
                tenant,
                why.toString()));
  }

  /** Shows how many bytes of refused records there are to be looked at. */
  void watch(RefusedRecords records) {
    Gauge.builder("tandem.cdr.refused.size", records, RefusedRecords::bytes)
        .baseUnit("bytes")
        .register(registry);
  }

  void torn() {
    torn.increment();
  }

  void diskFailed() {
    diskFailures.increment();
  }

  /** Answered calls of which nothing would be left if the node were lost. */
  void openLost(int count) {
    openLost.increment(count);
  }

  /** Calls that an earlier run left open. */
  void closed(int count) {
    closed.increment(count);
  }

  void retry() {
    retries.increment();
  }

  /** Records taken over and not yet stored. */
  long pending() {
    return pending.get();
  }

  /** When the oldest call that waits for the database ended; null when none waits. */
  void oldest(Instant endedAt) {
    oldest.set(endedAt);
  }

  private double oldestAgeSeconds() {
    Instant since = oldest.get();
    return since == null
        ? 0
        : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1e3);
  }
}
