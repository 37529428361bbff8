package io.tandem.edge;

import io.netty.channel.EventLoopGroup;
import io.tandem.call.leg.Signalling;
import io.tandem.id.NodeId;
import io.tandem.net.EventLoops;
import io.tandem.sip.transaction.SipStack;
import io.tandem.sip.transaction.SipStackSettings;
import io.tandem.sip.transaction.TransactionUser;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/**
 * The edge of a node. {@link #create}, then give its {@link #signalling()} to the calls, then
 * {@link #listen}: so no request arrives before there is somebody to take it.
 */
public final class Edge {
  private final EdgeEnvironment environment;
  private final AttachedStack stack;
  private final SipEdge user;
  private final Invitations invitations;
  private final InviteOwners owners;
  private final LocalSignalling local;
  private final PeerGateways peers;
  private final NodeSignalling signalling;
  private final FlowKeeper keeper;

  private Edge(
      EdgeEnvironment environment,
      AttachedStack stack,
      SipEdge user,
      Invitations invitations,
      InviteOwners owners,
      LocalSignalling local,
      PeerGateways peers,
      NodeSignalling signalling,
      FlowKeeper keeper) {
    this.environment = environment;
    this.stack = stack;
    this.user = user;
    this.invitations = invitations;
    this.owners = owners;
    this.local = local;
    this.peers = peers;
    this.signalling = signalling;
    this.keeper = keeper;
  }

  /** Builds the edge and starts its gateway for the calls of other nodes. Once a node. */
  public static Edge create(ActorSystem<?> system, EdgeEnvironment environment) {
    var metrics = new EdgeMetrics(environment.meters());
    var stack = new AttachedStack();
    var failures = new FailureLog(environment.clock(), environment.meters(), environment.audit());
    var answers = new Answers(metrics, failures);
    var owners = new InviteOwners(environment.clock());
    var outstanding = new Outstanding(environment.settings().maxOutstandingPerTenant());
    var waiting = new Waiting(stack, outstanding, answers);
    var live =
        new LiveRegistrations(environment.clock(), environment.settings().liveRegistrations());
    var whereabouts = new Whereabouts(live, environment.registrar(), environment.clock());
    var door = door(environment, live, whereabouts, metrics, failures, waiting, answers);
    var refused =
        new RefusedCalls(
            environment.cdrs(),
            new RecordAllowance(environment.clock()),
            metrics,
            failures,
            environment.node());
    var callers = new Callers(stack);
    var direct = new DirectContacts(environment.destinations());
    var invitations =
        new Invitations(
            door,
            new CallOrigins(live, whereabouts),
            environment,
            refused,
            owners,
            callers,
            direct,
            waiting,
            answers);
    var keeper =
        new FlowKeeper(
            environment.settings().keepAlive(),
            environment.registrar(),
            new FlowProbe.OfStack(stack, environment.settings().software()),
            environment.meters());
    var user =
        new SipEdge(
            stack,
            new RequestChecks(environment.tokens(), stack),
            new Registrations(
                door,
                environment.registrar(),
                live,
                callers,
                direct,
                waiting,
                answers,
                environment.clock(),
                keeper,
                environment.settings().keepAlive().flowTimer()),
            invitations,
            new Dialogs(
                environment.tokens(),
                environment.calls(),
                stack,
                direct,
                answers,
                metrics,
                environment.clock()),
            answers,
            metrics,
            keeper,
            new FlowAllowance(environment.clock()));
    var messages = new OutgoingMessages(environment.settings().software());
    var local = new LocalSignalling(stack, environment.calls(), messages, owners, answers, metrics);
    var peers = new PeerGateways();
    var signalling = signalling(system, environment, local, peers, metrics);
    return new Edge(
        environment, stack, user, invitations, owners, local, peers, signalling, keeper);
  }

  private static Door door(
      EdgeEnvironment environment,
      LiveRegistrations live,
      Whereabouts whereabouts,
      EdgeMetrics metrics,
      FailureLog failures,
      Waiting waiting,
      Answers answers) {
    var settings = environment.settings();
    var guesses =
        new GuessLimiter(
            environment.clock(),
            settings.guessesPerUser(),
            settings.guessesPerNetwork(),
            settings.guessTable());
    var authenticator =
        new Authenticator(environment.challenges(), live, guesses, whereabouts, metrics, failures);
    return new Door(environment.tenants(), authenticator, whereabouts, waiting, answers);
  }

  private static NodeSignalling signalling(
      ActorSystem<?> system,
      EdgeEnvironment environment,
      LocalSignalling local,
      PeerGateways peers,
      EdgeMetrics metrics) {
    var node = environment.node();
    var calls = environment.calls();
    var remote = new RemoteRequests(calls, environment.clock());
    system.systemActorOf(
        SignallingGateway.create(node, local, peers, remote),
        "signalling-gateway-" + node,
        Props.empty());
    return new NodeSignalling(node, local, peers, calls, metrics, remote);
  }

  /** What this node's calls send by. */
  public Signalling signalling() {
    return signalling;
  }

  /** What the stack tells of requests. */
  TransactionUser requests() {
    return user;
  }

  /** How many INVITEs from outside of a dialog wait for their final response. */
  int owners() {
    return owners.size();
  }

  /** Opens the listeners. The stack is the caller's to close; fails when an address is taken. */
  public CompletionStage<SipStack> listen(SipStackSettings settings, EventLoopGroup loops) {
    keeper.start(EventLoops.loopsOf(loops).get(0));
    return SipStack.start(settings, environment.node(), loops, user, environment.meters())
        .thenApply(
            opened -> {
              stack.attach(opened);
              return opened;
            });
  }

  /**
   * Whether calls of this node can signal through all of {@code nodes}, and theirs through this
   * one.
   */
  public boolean knows(Collection<NodeId> nodes) {
    return peers.hasAll(nodes);
  }

  /**
   * From now on new calls get 503, and those of other nodes do not come by; registrations and calls
   * in progress are served as before.
   */
  public void drain() {
    invitations.drain();
    local.drain();
  }
}
