package io.tandem.edge;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.net.SourceNetwork;
import io.tandem.registrar.Registrar;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Asks the registrar from where an extension is registered, and has {@link LiveRegistrations} know
 * it: a phone may have registered by another node, or before this one was started.
 */
final class Whereabouts {
  private static final Duration ONCE_IN = Duration.ofSeconds(10);
  private static final int REMEMBERED = 10_000;

  private final LiveRegistrations live;
  private final Registrar registrar;
  private final Clock clock;
  private final KeyedAllowance<Stranger> asked;

  Whereabouts(LiveRegistrations live, Registrar registrar, Clock clock) {
    this.live = live;
    this.registrar = registrar;
    this.clock = clock;
    this.asked = new KeyedAllowance<>(clock, 1, ONCE_IN, REMEMBERED);
  }

  /** Who claims from {@code network} to be {@code extension}, which need not exist. */
  record Stranger(TenantId tenant, Extension extension, SourceNetwork network) {}

  /**
   * Whether to ask on behalf of {@code stranger}, who has proved nothing; it counts. One in 10 s,
   * as what the registrar says is then known here.
   */
  boolean mayAskFor(Stranger stranger) {
    return asked.takeOne(stranger);
  }

  /** Asks where {@code extension} is registered; fails when the registrar does not answer. */
  CompletionStage<Void> ask(TenantId tenant, Extension extension) {
    var askedAt = clock.instant();
    return registrar
        .lookup(tenant, extension)
        .thenAccept(bindings -> live.found(tenant, extension, bindings, askedAt));
  }
}
