package io.tandem.node;

import java.util.Set;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;

/** How much of the cluster a node still reaches. */
enum Standing {
  MAJORITY,
  HALF,
  MINORITY;

  /** The part of {@code state} that is reachable, among the nodes that all others know. */
  static Standing of(CurrentClusterState state) {
    int members = 0;
    for (Member member : state.getMembers()) {
      members += counts(member) ? 1 : 0;
    }
    return of(members, unreachable(state.getUnreachable()));
  }

  static Standing of(int members, int unreachable) {
    int balance = Integer.compare(members - unreachable, unreachable);
    return balance > 0 ? MAJORITY : balance == 0 ? HALF : MINORITY;
  }

  private static int unreachable(Set<Member> unreachable) {
    return (int) unreachable.stream().filter(Standing::counts).count();
  }

  /** A node that is just joining may not be known on the other side. */
  private static boolean counts(Member member) {
    return member.status() == MemberStatus.up() || member.status() == MemberStatus.leaving();
  }
}
