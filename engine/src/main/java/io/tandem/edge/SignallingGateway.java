package io.tandem.edge;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.tandem.call.leg.OutgoingRequest;
import io.tandem.call.leg.OutgoingResponse;
import io.tandem.id.CallId;
import io.tandem.id.CborSerializable;
import io.tandem.id.LegId;
import io.tandem.id.NodeId;
import io.tandem.sip.transaction.TransactionRef;
import io.tandem.sip.transport.Flow;
import java.util.Map;
import org.apache.pekko.actor.NoSerializationVerificationNeeded;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/**
 * Lets calls on other nodes signal through this node's flows and transactions, and finds the
 * gateways of the other nodes for {@link PeerGateways}. One a node, created by {@link Edge}, ends
 * with it. A request that comes before the listeners are open fails at once, as its call is told;
 * another command that fails is lost as if the network had lost it. The gateway goes on.
 */
final class SignallingGateway extends AbstractBehavior<SignallingGateway.Command> {
  private static final ServiceKey<Command> SERVICE =
      ServiceKey.create(Command.class, "signalling-gateway");

  /** What another node's calls want said. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "command")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Request.class, name = "request"),
    @JsonSubTypes.Type(value = Cancel.class, name = "cancel"),
    @JsonSubTypes.Type(value = Ack.class, name = "ack"),
    @JsonSubTypes.Type(value = Respond.class, name = "respond"),
    @JsonSubTypes.Type(value = Introduce.class, name = "introduce")
  })
  sealed interface Command extends CborSerializable {}

  /**
   * @param from the node of the call
   */
  record Request(NodeId from, OutgoingRequest request) implements Command {}

  /**
   * @param flow where the phone is now; {@code null} from a node of the version before: where the
   *     INVITE went
   */
  record Cancel(CallId call, LegId leg, long cseq, Flow flow, Map<String, String> headers)
      implements Command {}

  record Ack(OutgoingRequest ack) implements Command {}

  record Respond(TransactionRef transaction, OutgoingResponse response) implements Command {}

  /** The gateway of {@code node} says who it is. */
  record Introduce(NodeId node, ActorRef<Command> gateway) implements Command {}

  private record Found(Receptionist.Listing listing)
      implements Command, NoSerializationVerificationNeeded {}

  private final NodeId node;
  private final LocalSignalling local;
  private final PeerGateways peers;
  private final RemoteRequests remote;

  static Behavior<Command> create(
      NodeId node, LocalSignalling local, PeerGateways peers, RemoteRequests remote) {
    return Behaviors.supervise(
            Behaviors.<Command>setup(
                context -> new SignallingGateway(context, node, local, peers, remote)))
        .onFailure(RuntimeException.class, SupervisorStrategy.resume());
  }

  private SignallingGateway(
      ActorContext<Command> context,
      NodeId node,
      LocalSignalling local,
      PeerGateways peers,
      RemoteRequests remote) {
    super(context);
    this.node = node;
    this.local = local;
    this.peers = peers;
    this.remote = remote;
    var receptionist = context.getSystem().receptionist();
    receptionist.tell(Receptionist.register(SERVICE, context.getSelf()));
    var adapter = context.messageAdapter(Receptionist.Listing.class, Found::new);
    receptionist.tell(Receptionist.subscribe(SERVICE, adapter));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Request.class, this::onRequest)
        .onMessage(Cancel.class, this::onCancel)
        .onMessage(Ack.class, this::onAck)
        .onMessage(Respond.class, this::onRespond)
        .onMessage(Introduce.class, this::onIntroduce)
        .onMessage(Found.class, this::onFound)
        .onSignal(Terminated.class, this::onTerminated)
        .build();
  }

  private Behavior<Command> onRequest(Request command) {
    local.request(command.request(), command.from());
    return this;
  }

  private Behavior<Command> onCancel(Cancel command) {
    local.cancel(command.call(), command.leg(), command.cseq(), command.flow(), command.headers());
    return this;
  }

  private Behavior<Command> onAck(Ack command) {
    local.ack(command.ack());
    return this;
  }

  private Behavior<Command> onRespond(Respond command) {
    local.respond(command.transaction(), command.response());
    return this;
  }

  /** Each tells every other its name: a listing has only references. */
  private Behavior<Command> onFound(Found found) {
    for (var gateway : found.listing().getServiceInstances(SERVICE)) {
      if (!gateway.equals(getContext().getSelf())) {
        gateway.tell(new Introduce(node, getContext().getSelf()));
      }
    }
    return this;
  }

  /** Answered when it is news: who knows another node is known by it, however listings travel. */
  private Behavior<Command> onIntroduce(Introduce introduction) {
    var gateway = introduction.gateway();
    if (peers.has(introduction.node(), gateway)) {
      return this;
    }
    getContext().watch(gateway);
    if (peers.add(introduction.node(), gateway)) {
      lost(introduction.node()); // it was started anew: what it had to send is gone
    }
    gateway.tell(new Introduce(node, getContext().getSelf()));
    return this;
  }

  private Behavior<Command> onTerminated(Terminated signal) {
    var lost = peers.remove(signal.getRef());
    if (lost != null) {
      lost(lost);
    }
    return this;
  }

  private void lost(NodeId other) {
    remote.nodeLost(other);
    local.nodeLost(other);
  }
}
