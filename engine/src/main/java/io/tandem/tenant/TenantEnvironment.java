package io.tandem.tenant;

import io.tandem.secret.KeyRing;
import java.time.Clock;
import java.util.function.IntSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What every tenant entity on a node shares.
 *
 * @param node this node's {@link TenantNode}, which reaches the others
 * @param members how many nodes the cluster has now
 */
record TenantEnvironment(
    TenantStorage storage,
    TenantLifecycle lifecycle,
    KeyRing masterKeys,
    UnreadableObjects unreadable,
    ActorRef<TenantNode.Command> node,
    IntSupplier members,
    TenantNodeSettings settings,
    Clock clock) {}
