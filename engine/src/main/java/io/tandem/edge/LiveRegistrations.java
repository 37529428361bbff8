package io.tandem.edge;

import io.tandem.id.Extension;
import io.tandem.id.TenantId;
import io.tandem.net.SourceNetwork;
import io.tandem.registrar.Binding;
import io.tandem.sip.transport.Flow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From where extensions are registered, as far as this node knows without asking: what registered
 * by this node itself, and what the registrar said when it was asked. A registration that was ended
 * through another node or by an administrator is known here until it would have expired, or the
 * registrar is asked again; what it counts for says {@link #of} and {@link #confirmed}. Bounded:
 * the extension that has been known for longest is forgotten, until it registers again. Safe for
 * use by any thread.
 */
final class LiveRegistrations {
  /** For how long a registration counts without being confirmed, where it allows something. */
  static final Duration CONFIRMED = Duration.ofMinutes(2);

  private static final int MAX_SOURCES = 16;

  private final Clock clock;
  private final Map<Aor, List<Source>> sources;

  LiveRegistrations(Clock clock, int capacity) {
    this.clock = clock;
    this.sources =
        new LinkedHashMap<>() {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Aor, List<Source>> eldest) {
            return size() > capacity;
          }
        };
  }

  private record Aor(TenantId tenant, Extension extension) {}

  /**
   * Known at {@code since} to be registered until then, in ms since 1970. A refresh writes two
   * numbers and leaves nothing behind: there is one for each phone every few minutes.
   */
  private static final class Source {
    private final Flow flow;
    private volatile long since;
    private volatile long until;

    Source(Flow flow, long since, long until) {
      this.flow = flow;
      this.since = since;
      this.until = until;
    }
  }

  /** How near something comes from to where an extension is registered. */
  enum Nearness {
    /** From no network with a registration that is known here. */
    UNKNOWN,
    /** From a {@linkplain SourceNetwork#around network} with a live registration. */
    NETWORK,
    /** By the very flow of a live registration. */
    FLOW;

    boolean isAtLeast(Nearness other) {
      return compareTo(other) >= 0;
    }
  }

  /** {@code extension} is registered by {@code flow} until then. */
  void registered(TenantId tenant, Extension extension, Flow flow, Instant until) {
    var aor = new Aor(tenant, extension);
    long now = clock.millis();
    synchronized (sources) {
      for (var source : sources.getOrDefault(aor, List.of())) {
        if (isSame(source.flow, flow)) {
          source.since = now;
          source.until = until.toEpochMilli();
          return;
        }
      }
      var kept = living(aor);
      if (kept.size() == MAX_SOURCES) {
        kept.remove(Collections.min(kept, Comparator.comparingLong(source -> source.since)));
      }
      kept.add(new Source(flow, now, until.toEpochMilli()));
      sources.put(aor, List.copyOf(kept));
    }
  }

  /**
   * The registrar knows these bindings of {@code extension}, and no others.
   *
   * @param askedAt when it was asked; what was registered after that it need not have known
   */
  void found(TenantId tenant, Extension extension, List<Binding> bindings, Instant askedAt) {
    var aor = new Aor(tenant, extension);
    synchronized (sources) {
      var kept = living(aor);
      kept.removeIf(source -> source.since < askedAt.toEpochMilli());
      keep(aor, kept);
    }
    for (var binding : bindings) {
      registered(tenant, extension, binding.flow(), binding.expiresAt());
    }
  }

  /** {@code extension} has ended its registration by {@code flow}. */
  void ended(TenantId tenant, Extension extension, Flow flow) {
    var aor = new Aor(tenant, extension);
    synchronized (sources) {
      var kept = living(aor);
      kept.removeIf(source -> isSame(source.flow, flow));
      keep(aor, kept);
    }
  }

  private void keep(Aor aor, List<Source> kept) {
    if (kept.isEmpty()) {
      sources.remove(aor);
    } else {
      sources.put(aor, List.copyOf(kept));
    }
  }

  /** {@code extension} has ended all its registrations. */
  void ended(TenantId tenant, Extension extension) {
    synchronized (sources) {
      sources.remove(new Aor(tenant, extension));
    }
  }

  /** How near to a registration of {@code extension} comes what comes by {@code flow}. */
  Nearness of(TenantId tenant, Extension extension, Flow flow) {
    return nearest(tenant, extension, flow, Long.MIN_VALUE);
  }

  /** The same, by what was registered or found in the last {@link #CONFIRMED}. */
  Nearness confirmed(TenantId tenant, Extension extension, Flow flow) {
    return nearest(tenant, extension, flow, clock.millis() - CONFIRMED.toMillis());
  }

  private Nearness nearest(TenantId tenant, Extension extension, Flow flow, long after) {
    List<Source> known;
    synchronized (sources) {
      known = sources.get(new Aor(tenant, extension));
    }
    var nearest = Nearness.UNKNOWN;
    if (known == null) {
      return nearest;
    }
    long now = clock.millis();
    var network = SourceNetwork.around(flow.remote().getAddress());
    for (var source : known) {
      if (source.until <= now || source.since < after) {
        continue;
      }
      if (isSame(source.flow, flow)) {
        return Nearness.FLOW;
      }
      if (SourceNetwork.around(source.flow.remote().getAddress()).equals(network)) {
        nearest = Nearness.NETWORK;
      }
    }
    return nearest;
  }

  private List<Source> living(Aor aor) {
    long now = clock.millis();
    var kept = new ArrayList<>(sources.getOrDefault(aor, List.of()));
    kept.removeIf(source -> source.until <= now);
    return kept;
  }

  /** The number of a connection does not count: a phone that connects anew keeps its address. */
  private static boolean isSame(Flow one, Flow other) {
    return one.transport() == other.transport() && one.remote().equals(other.remote());
  }
}
