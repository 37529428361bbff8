package io.tandem.node;

import io.tandem.actor.Direct;
import io.tandem.api.v1.CallControl;
import io.tandem.api.v1.NodeControl;
import io.tandem.cdr.LostCalls;
import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import io.tandem.tenant.LiveCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/** The whole cluster seen from one node, by asking the agents of all. */
final class ClusterView implements CallControl, NodeControl {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Ends a call wherever it lives; false when it does not. */
  @FunctionalInterface
  interface HangUp extends BiFunction<TenantId, CallId, CompletionStage<Boolean>> {}

  private final ActorSystem<?> system;
  private final HangUp hangUp;
  private final Departed departed;
  private final LostCalls lostCalls;

  ClusterView(ActorSystem<?> system, HangUp hangUp, Departed departed, LostCalls lostCalls) {
    this.system = system;
    this.hangUp = hangUp;
    this.departed = departed;
    this.lostCalls = lostCalls;
  }

  @Override
  public CompletionStage<LostCalls.Closing> closeLost(NodeId node) {
    return lostCalls.close(node);
  }

  @Override
  public CompletionStage<List<LiveCall>> list(TenantId tenant) {
    return agents()
        .thenCompose(agents -> all(agents, agent -> calls(agent, tenant)))
        .thenApply(
            answers ->
                answers.stream()
                    .flatMap(Collection::stream)
                    .sorted(Comparator.comparing(LiveCall::startedAt))
                    .toList());
  }

  @Override
  public CompletionStage<Boolean> hangUp(TenantId tenant, CallId call) {
    return hangUp.apply(tenant, call);
  }

  @Override
  public CompletionStage<List<NodeStatus>> list() {
    var state = Cluster.get(system).state();
    return agents()
        .thenCompose(
            agents ->
                all(
                    members(state.getMembers()),
                    member -> status(member, agents, state.getUnreachable().contains(member))))
        .thenApply(members -> withDeparted(members));
  }

  private List<NodeStatus> withDeparted(List<NodeStatus> members) {
    var all = new ArrayList<>(members);
    for (var gone : departed.list()) {
      if (members.stream().noneMatch(member -> gone.node().equals(member.name()))) {
        all.add(
            new NodeStatus(
                gone.node(), gone.address(), gone.state(), false, -1, null, gone.since()));
      }
    }
    return all;
  }

  private static Collection<Member> members(Iterable<Member> members) {
    var list = new ArrayList<Member>();
    members.forEach(list::add);
    return list;
  }

  private CompletionStage<NodeStatus> status(
      Member member, Collection<ActorRef<NodeAgent.Command>> agents, boolean unreachable) {
    Address address = member.address();
    NodeId name = ActorSystemConfig.names(List.of(member)).stream().findFirst().orElse(null);
    return agentAt(address, agents)
        .map(this::describe)
        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
        .thenApply(
            answer ->
                new NodeStatus(
                    name,
                    hostAndPort(address),
                    state(member.status(), unreachable, answer),
                    !unreachable,
                    answer.map(NodeAgent.Description::calls).orElse(-1),
                    answer.map(NodeAgent.Description::startedAt).orElse(null),
                    null));
  }

  static String hostAndPort(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  /** A member is UP only if it answers, whatever the cluster still believes of it. */
  static State state(
      MemberStatus member, boolean unreachable, Optional<NodeAgent.Description> answer) {
    if (unreachable || member.equals(MemberStatus.down())) {
      return State.UNREACHABLE;
    }
    if (member.equals(MemberStatus.joining()) || member.equals(MemberStatus.weaklyUp())) {
      return State.JOINING;
    }
    if (!member.equals(MemberStatus.up())) {
      return State.LEAVING;
    }
    if (answer.isEmpty()) {
      return State.UNREACHABLE;
    }
    return answer.get().draining() ? State.DRAINING : State.UP;
  }

  /** The calls on other nodes with a phone that {@code node}, this one, reaches. */
  Drain.Elsewhere by(NodeId node) {
    return new Drain.Elsewhere() {
      @Override
      public CompletionStage<OptionalInt> count() {
        if (system.getWhenTerminated().toCompletableFuture().isDone()) {
          return CompletableFuture.completedFuture(OptionalInt.of(0)); // nor does it reach a phone
        }
        return otherAgents()
            .thenCompose(agents -> all(agents, agent -> ClusterView.this.count(agent, node)))
            .thenApply(ClusterView::sum)
            .exceptionally(silent -> OptionalInt.empty());
      }

      @Override
      public void hangUp() {
        otherAgents()
            .thenAccept(
                agents -> agents.forEach(agent -> agent.tell(new NodeAgent.HangUpBy(node))));
      }
    };
  }

  /** Empty when a node that is reachable does not say; one that is not carries nothing by us. */
  private CompletionStage<OptionalInt> count(ActorRef<NodeAgent.Command> agent, NodeId node) {
    CompletionStage<NodeAgent.Count> asked =
        AskPattern.ask(
            agent,
            (ActorRef<NodeAgent.Count> replyTo) -> new NodeAgent.CountBy(node, replyTo),
            PATIENCE,
            system.scheduler());
    return Direct.of(asked)
        .thenApply(count -> OptionalInt.of(count.calls()))
        .exceptionally(
            silent ->
                isReachable(agent.path().address()) ? OptionalInt.empty() : OptionalInt.of(0));
  }

  private boolean isReachable(Address address) {
    var state = Cluster.get(system).state();
    var unreachable = state.getUnreachable();
    return members(state.getMembers()).stream()
        .anyMatch(member -> member.address().equals(address) && !unreachable.contains(member));
  }

  private static OptionalInt sum(Collection<OptionalInt> counts) {
    return counts.stream().allMatch(OptionalInt::isPresent)
        ? OptionalInt.of(counts.stream().mapToInt(OptionalInt::getAsInt).sum())
        : OptionalInt.empty();
  }

  private CompletionStage<List<ActorRef<NodeAgent.Command>>> otherAgents() {
    return agents()
        .thenApply(
            agents ->
                agents.stream().filter(agent -> !agent.path().address().hasLocalScope()).toList());
  }

  private Optional<ActorRef<NodeAgent.Command>> agentAt(
      Address address, Collection<ActorRef<NodeAgent.Command>> agents) {
    Address self = Cluster.get(system).selfMember().address();
    return agents.stream()
        .filter(
            agent ->
                address.equals(self)
                    ? agent.path().address().hasLocalScope()
                    : agent.path().address().equals(address))
        .findFirst();
  }

  private CompletionStage<Optional<NodeAgent.Description>> describe(
      ActorRef<NodeAgent.Command> agent) {
    CompletionStage<NodeAgent.Description> asked =
        AskPattern.ask(agent, NodeAgent.Describe::new, PATIENCE, system.scheduler());
    return Direct.of(asked).thenApply(Optional::of).exceptionally(silent -> Optional.empty());
  }

  private CompletionStage<List<LiveCall>> calls(
      ActorRef<NodeAgent.Command> agent, TenantId tenant) {
    CompletionStage<NodeAgent.Calls> asked =
        AskPattern.ask(
            agent,
            (ActorRef<NodeAgent.Calls> replyTo) -> new NodeAgent.ListCalls(tenant, replyTo),
            PATIENCE,
            system.scheduler());
    return Direct.of(asked).thenApply(NodeAgent.Calls::calls).exceptionally(silent -> List.of());
  }

  private CompletionStage<Collection<ActorRef<NodeAgent.Command>>> agents() {
    CompletionStage<Receptionist.Listing> listing =
        AskPattern.ask(
            system.receptionist(),
            replyTo -> Receptionist.find(NodeAgent.SERVICE_KEY, replyTo),
            PATIENCE,
            system.scheduler());
    return Direct.of(listing).thenApply(found -> found.getServiceInstances(NodeAgent.SERVICE_KEY));
  }

  /** All answers, in the order of what was asked. */
  private static <T, R> CompletionStage<List<R>> all(
      Collection<T> asked, Function<T, CompletionStage<R>> ask) {
    var answers = asked.stream().map(one -> ask.apply(one).toCompletableFuture()).toList();
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
        .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
  }
}
