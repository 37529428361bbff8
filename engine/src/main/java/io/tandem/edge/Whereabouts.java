package io.tandem.edge;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.net.SourceNetwork;
import io.tandem.registrar.Registrar;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks the registrar from where an extension is registered, and has {@link LiveRegistrations} know
 * it: a phone may have registered by another node, or before this one was started.
 */
final class Whereabouts {
  private static final Duration ONCE_IN = Duration.ofSeconds(10);
  private static final int REMEMBERED = 10_000;

  /** Whoever guesses makes no more of them than a busy office's phones need. */
  private static final int OF_A_NETWORK = 20;

  private static final Duration OF_A_NETWORK_IN = Duration.ofMillis(100);
  private static final int MOST_UNDER_WAY = 64;

  private final LiveRegistrations live;
  private final Registrar registrar;
  private final Clock clock;
  private final KeyedAllowance<Stranger> asked;
  private final KeyedAllowance<SourceNetwork> networks;
  private final AtomicInteger underWay = new AtomicInteger();

  Whereabouts(LiveRegistrations live, Registrar registrar, Clock clock) {
    this.live = live;
    this.registrar = registrar;
    this.clock = clock;
    this.asked = new KeyedAllowance<>(clock, 1, ONCE_IN, REMEMBERED);
    this.networks = new KeyedAllowance<>(clock, OF_A_NETWORK, OF_A_NETWORK_IN, REMEMBERED);
  }

  /** Who claims from {@code network} to be {@code extension}, which need not exist. */
  record Stranger(TenantId tenant, Extension extension, SourceNetwork network) {}

  /**
   * Whether to {@link #askFor} {@code stranger}, who has proved nothing; it counts. Once in 10 s
   * for the same one, and for a network and all of them together so often only that who makes up
   * numbers costs the registrar little.
   */
  boolean mayAskFor(Stranger stranger) {
    return underWay.get() < MOST_UNDER_WAY
        && networks.has(stranger.network())
        && asked.takeOne(stranger)
        && networks.takeOne(stranger.network());
  }

  /** Asks where the extension is registered that {@code stranger} claims to be; never fails. */
  CompletionStage<Void> askFor(Stranger stranger) {
    var answer = ask(stranger.tenant(), stranger.extension());
    underWay.incrementAndGet();
    return answer.handle(
        (known, silent) -> {
          underWay.decrementAndGet();
          return null;
        });
  }

  /** Asks where {@code extension} is registered; fails when the registrar does not answer. */
  CompletionStage<Void> ask(TenantId tenant, Extension extension) {
    var askedAt = clock.instant();
    return registrar
        .lookup(tenant, extension)
        .thenAccept(bindings -> live.found(tenant, extension, bindings, askedAt));
  }
}
