package io.tandem.registrar;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What every slice of the registrar on a node shares.
 *
 * @param slicesHere the slices that live on this node, by entity id. Whoever is among them can be
 *     told at once; the way through sharding takes two more mailboxes
 */
record RegistrarEnvironment(
    BindingStore store,
    RegistrarSettings settings,
    RegistrarMetrics metrics,
    Clock clock,
    Map<String, ActorRef<RegistrarEntity.Command>> slicesHere) {

  RegistrarEnvironment(
      BindingStore store, RegistrarSettings settings, RegistrarMetrics metrics, Clock clock) {
    this(store, settings, metrics, clock, new ConcurrentHashMap<>());
  }
}
