package io.tandem.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.id.TenantId;
import io.tandem.net.SourceNetwork;
import io.tandem.store.AuditEntry;
import io.tandem.store.AuditKind;
import io.tandem.store.CassandraStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes down what happens, asynchronously and in bounds, so that it never slows anybody and nobody
 * can fill the database with it. Strangers can cause failures and sign-ins: of those a source
 * leaves {@link #SOURCE_BURST} at once in one tenant's audit and then one every ten seconds, all
 * sources together {@link #OWNER_BURST} and then one a second. What a tenant has too much of costs
 * no other's.
 *
 * <p>What cannot be written is lost and counted ({@code tandem.audit.lost}), what there is too much
 * of, too ({@code tandem.audit.limited}). Safe for use by any thread.
 */
public final class AuditTrail {
  static final int SOURCE_BURST = 5;
  static final int OWNER_BURST = 20;
  static final int MAX_WRITES = 256;
  private static final Duration SOURCE_INTERVAL = Duration.ofSeconds(10);
  private static final Duration OWNER_INTERVAL = Duration.ofSeconds(1);
  private static final int MAX_WATCHED = 10_000;
  private static final int MAX_WORD = 100;
  private static final int MAX_SENTENCE = 200;

  private final Writer writer;
  private final Clock clock;
  private final Allowance<Source> sources;
  private final Allowance<Owner> owners;
  private final Counter limited;
  private final Counter lost;
  private final AtomicInteger writes = new AtomicInteger();

  /** Where entries go. */
  @FunctionalInterface
  public interface Writer {
    /** Stores {@code entry} of {@code owner}, or of the installation. */
    CompletionStage<Void> append(Optional<TenantId> owner, AuditKind kind, AuditEntry entry);
  }

  private record Source(TenantId tenant, AuditKind kind, SourceNetwork network) {}

  private record Owner(TenantId tenant, AuditKind kind) {}

  public AuditTrail(Writer writer, Clock clock, MeterRegistry meters) {
    this.writer = writer;
    this.clock = clock;
    sources = new Allowance<>(clock, SOURCE_BURST, SOURCE_INTERVAL, MAX_WATCHED);
    owners = new Allowance<>(clock, OWNER_BURST, OWNER_INTERVAL, MAX_WATCHED);
    limited = meters.counter("tandem.audit.limited");
    lost = meters.counter("tandem.audit.lost");
  }

  /** Keeps it in {@code store}. */
  public static AuditTrail of(CassandraStore store, Clock clock, MeterRegistry meters) {
    return new AuditTrail(
        (owner, kind, entry) ->
            owner.isPresent() && kind == AuditKind.CHANGE
                ? store.tenant(owner.get()).audit().append(entry)
                : store.auditEvents(owner).append(kind, entry),
        clock,
        meters);
  }

  /** Writes {@code event} down, some time soon, if there is not too much of its kind. */
  public void add(AuditEvent event) {
    if (event.kind() != AuditKind.CHANGE && !isAllowed(event)) {
      limited.increment();
      return;
    }
    if (writes.incrementAndGet() > MAX_WRITES) {
      writes.decrementAndGet();
      lost.increment();
      return;
    }
    try {
      writer
          .append(Optional.ofNullable(event.tenant()), event.kind(), entry(event))
          .whenComplete((done, error) -> written(error));
    } catch (RuntimeException e) {
      written(e);
    }
  }

  private void written(Throwable error) {
    writes.decrementAndGet();
    if (error != null) {
      lost.increment();
    }
  }

  /** The source first: one that is loud must not use up what its tenant has. */
  private boolean isAllowed(AuditEvent event) {
    var network = event.origin() == null ? null : SourceNetwork.of(event.origin());
    return sources.take(new Source(event.tenant(), event.kind(), network))
        && owners.take(new Owner(event.tenant(), event.kind()));
  }

  private AuditEntry entry(AuditEvent event) {
    return new AuditEntry(
        clock.instant(),
        UUID.randomUUID().toString(),
        word(event.actor()),
        event.origin() == null ? null : event.origin().getHostAddress(),
        event.action(),
        word(event.object()),
        null,
        details(event));
  }

  private static String word(String text) {
    return text == null ? null : HarmlessText.word(text, MAX_WORD);
  }

  private static String details(AuditEvent event) {
    if (event.details().isEmpty()) {
      return null;
    }
    var json = JsonNodeFactory.instance.objectNode();
    event
        .details()
        .forEach(
            (name, value) -> {
              if (value instanceof Boolean truth) {
                json.put(name, truth);
              } else if (value instanceof Number number) {
                json.put(name, number.longValue());
              } else {
                json.put(name, HarmlessText.sentence(String.valueOf(value), MAX_SENTENCE));
              }
            });
    return json.toString();
  }
}
