package io.tandem.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.id.TenantId;
import io.tandem.net.SourceNetwork;
import io.tandem.store.AuditEntry;
import io.tandem.store.AuditKind;
import io.tandem.store.CassandraStore;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes down what happens, asynchronously and in bounds, so that it never slows anybody and nobody
 * can fill the database with it. Strangers can cause failures and refused sign-ins. Of each of the
 * two a source leaves {@link #SOURCE_BURST} at once and then one every ten seconds, all sources
 * together {@link #OWNER_BURST} in one audit and then one every five seconds, and {@link
 * #NODE_BURST} in all audits and then two a second. What a tenant has too much of costs no other's.
 * They get half of the writes that may be under way; changes and accepted sign-ins are kept while
 * there is one left.
 *
 * <p>What cannot be written is lost and counted ({@code tandem.audit.lost}), what there is too much
 * of, too ({@code tandem.audit.limited}). Safe for use by any thread.
 */
public final class AuditTrail {
  static final int SOURCE_BURST = 5;
  static final int OWNER_BURST = 20;
  static final int NODE_BURST = 100;
  static final int MAX_WRITES = 256;
  static final int MAX_WRITES_OF_ANYBODY = MAX_WRITES / 2;
  private static final Duration SOURCE_INTERVAL = Duration.ofSeconds(10);
  private static final Duration OWNER_INTERVAL = Duration.ofSeconds(5);
  private static final Duration NODE_INTERVAL = Duration.ofMillis(500);
  private static final int MAX_WATCHED = 10_000;
  private static final int MAX_WORD = 100;
  private static final int MAX_SENTENCE = 200;

  private final Writer writer;
  private final Clock clock;
  private final Map<AuditKind, Bounds> bounds = new EnumMap<>(AuditKind.class);
  private final Counter limited;
  private final Counter lost;
  private final AtomicInteger writes = new AtomicInteger();

  /** Where entries go. */
  @FunctionalInterface
  public interface Writer {
    /** Stores {@code entry} of {@code owner}, or of the installation. */
    CompletionStage<Void> append(Optional<TenantId> owner, AuditKind kind, AuditEntry entry);
  }

  /**
   * What anybody may leave of one kind; an unknown source and the installation are {@code null}.
   */
  private static final class Bounds {
    private final Allowance<SourceNetwork> sources;
    private final Allowance<TenantId> owners;
    private final Allowance<String> node;

    Bounds(Clock clock) {
      sources = new Allowance<>(clock, SOURCE_BURST, SOURCE_INTERVAL, MAX_WATCHED);
      owners = new Allowance<>(clock, OWNER_BURST, OWNER_INTERVAL, MAX_WATCHED);
      node = new Allowance<>(clock, NODE_BURST, NODE_INTERVAL, 1);
    }

    boolean takeOfSource(InetAddress origin) {
      return sources.take(origin == null ? null : SourceNetwork.of(origin));
    }

    /** The audit's share first: one that is flooded must not use up what the others have. */
    boolean takeOfOwner(TenantId owner) {
      return owners.take(owner) && node.take("");
    }
  }

  public AuditTrail(Writer writer, Clock clock, MeterRegistry meters) {
    this.writer = writer;
    this.clock = clock;
    for (var kind : AuditKind.values()) {
      bounds.put(kind, new Bounds(clock));
    }
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
    if (isWithinItsSourcesShare(event)) {
      keep(event);
    }
  }

  /** Writes {@code event} down in the installation's audit and, if it has one, in its tenant's. */
  public void addForTheInstallationToo(AuditEvent event) {
    if (isWithinItsSourcesShare(event)) {
      keep(event.of(null));
      if (event.tenant() != null) {
        keep(event);
      }
    }
  }

  /** Comes first: a source that is loud must not use up what its tenant and the node have. */
  private boolean isWithinItsSourcesShare(AuditEvent event) {
    if (!event.isOfAnybody() || bounds.get(event.kind()).takeOfSource(event.origin())) {
      return true;
    }
    limited.increment();
    return false;
  }

  private void keep(AuditEvent event) {
    if (event.isOfAnybody() && !bounds.get(event.kind()).takeOfOwner(event.tenant())) {
      limited.increment();
      return;
    }
    if (writes.incrementAndGet() > (event.isOfAnybody() ? MAX_WRITES_OF_ANYBODY : MAX_WRITES)) {
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
