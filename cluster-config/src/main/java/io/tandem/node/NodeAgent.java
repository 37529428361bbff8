package io.tandem.node;

import io.tandem.id.CallId;
import io.tandem.id.CborSerializable;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.tenant.LiveCall;
import io.tandem.tenant.LiveCalls;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Answers for its node: what it is called, which calls live on it. One on every node, from its
 * start to its end; it has no state that a restart could lose.
 */
final class NodeAgent {
  /** Where the cluster finds the agents. */
  static final ServiceKey<Command> SERVICE_KEY = ServiceKey.create(Command.class, "node-agent");

  sealed interface Command extends CborSerializable {}

  /** An answer has to fit into one message between nodes, 256 KiB. */
  private static final int MOST_CALLS = 500;

  /**
   * Asks for the tenant's calls on this node, the oldest first and {@value #MOST_CALLS} at most.
   */
  record ListCalls(TenantId tenant, ActorRef<Calls> replyTo) implements Command {}

  /** Asks what this node is. */
  record Describe(ActorRef<Description> replyTo) implements Command {}

  /** Asks how many calls of this node have a phone that {@code node}, another one, reaches. */
  record CountBy(NodeId node, ActorRef<Count> replyTo) implements Command {}

  /** Hangs those calls up, because {@code node} ends. */
  record HangUpBy(NodeId node) implements Command {}

  record Count(int calls) implements CborSerializable {}

  record Calls(List<LiveCall> calls) implements CborSerializable {}

  /**
   * What a node is.
   *
   * @param draining whether it takes no more calls; false from a version that does not say
   */
  record Description(NodeId node, int calls, Instant startedAt, boolean draining)
      implements CborSerializable {}

  private final NodeId node;
  private final LiveCalls liveCalls;
  private final BiConsumer<TenantId, CallId> shutDown;
  private final Instant startedAt;
  private final BooleanSupplier draining;

  private NodeAgent(
      NodeId node,
      LiveCalls liveCalls,
      BiConsumer<TenantId, CallId> shutDown,
      Instant startedAt,
      BooleanSupplier draining) {
    this.node = node;
    this.liveCalls = liveCalls;
    this.shutDown = shutDown;
    this.startedAt = startedAt;
    this.draining = draining;
  }

  /**
   * @param shutDown ends a call because a node ends
   * @param draining whether this node takes no more calls
   */
  static Behavior<Command> create(
      NodeId node,
      LiveCalls liveCalls,
      BiConsumer<TenantId, CallId> shutDown,
      Instant startedAt,
      BooleanSupplier draining) {
    return Behaviors.setup(
        context -> {
          context
              .getSystem()
              .receptionist()
              .tell(Receptionist.register(SERVICE_KEY, context.getSelf()));
          return new NodeAgent(node, liveCalls, shutDown, startedAt, draining).receive();
        });
  }

  private Behavior<Command> receive() {
    return Behaviors.receive(Command.class)
        .onMessage(ListCalls.class, this::onListCalls)
        .onMessage(Describe.class, this::onDescribe)
        .onMessage(CountBy.class, this::onCountBy)
        .onMessage(HangUpBy.class, this::onHangUpBy)
        .build();
  }

  private Behavior<Command> onListCalls(ListCalls command) {
    command
        .replyTo()
        .tell(
            new Calls(
                liveCalls.of(command.tenant()).stream()
                    .sorted(Comparator.comparing(LiveCall::startedAt))
                    .limit(MOST_CALLS)
                    .toList()));
    return Behaviors.same();
  }

  private Behavior<Command> onCountBy(CountBy command) {
    command.replyTo().tell(new Count(liveCalls.by(command.node()).size()));
    return Behaviors.same();
  }

  private Behavior<Command> onHangUpBy(HangUpBy command) {
    liveCalls.by(command.node()).forEach(call -> shutDown.accept(call.tenant(), call.call()));
    return Behaviors.same();
  }

  private Behavior<Command> onDescribe(Describe command) {
    command
        .replyTo()
        .tell(new Description(node, liveCalls.count(), startedAt, draining.getAsBoolean()));
    return Behaviors.same();
  }
}
