package io.tandem.tenant;

import io.tandem.id.CallId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One tenant's calls on this node: those that live and those admitted a moment ago. */
final class TenantCalls {
  /** An admission that no call has followed by then counts no more. */
  static final Duration ADMISSION_LIFE = Duration.ofSeconds(30);

  private final Map<CallId, LiveCall> live = new HashMap<>();
  private final Map<CallId, Instant> admitted = new HashMap<>();

  synchronized boolean admit(CallId call, int limit, Instant now) {
    if (used(now) >= limit) {
      return false;
    }
    admitted.put(call, now);
    return true;
  }

  synchronized void withdraw(CallId call) {
    admitted.remove(call);
  }

  synchronized void put(LiveCall call) {
    admitted.remove(call.call());
    live.put(call.call(), call);
  }

  synchronized void remove(CallId call) {
    admitted.remove(call);
    live.remove(call);
  }

  synchronized Optional<LiveCall> find(CallId call) {
    return Optional.ofNullable(live.get(call));
  }

  synchronized Collection<LiveCall> copy() {
    return List.copyOf(live.values());
  }

  synchronized int live() {
    return live.size();
  }

  synchronized int used(Instant now) {
    Instant forgotten = now.minus(ADMISSION_LIFE);
    admitted.values().removeIf(at -> !at.isAfter(forgotten));
    return live.size() + admitted.size();
  }

  synchronized boolean isEmpty() {
    return live.isEmpty() && admitted.isEmpty();
  }
}
