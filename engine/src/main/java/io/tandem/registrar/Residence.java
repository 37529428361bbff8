package io.tandem.registrar;

import io.tandem.registrar.RegistrarEntity.Command;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;

/**
 * A slice's place among those of its node: while it has one it is told directly, and otherwise by
 * sharding, which keeps what comes for whoever is next.
 *
 * @param shard whom to ask for passivation
 */
record Residence(
    RegistrarEnvironment environment,
    String entityId,
    ActorRef<Command> slice,
    ActorRef<ClusterSharding.ShardCommand> shard) {

  void arrive() {
    environment.slicesHere().put(entityId, slice);
  }

  void leave() {
    environment.slicesHere().remove(entityId, slice);
  }

  /** Leaves first: what is told directly after the shard has been asked would be lost. */
  void passivate() {
    leave();
    shard.tell(new ClusterSharding.Passivate<>(slice));
  }
}
