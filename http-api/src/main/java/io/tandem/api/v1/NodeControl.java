package io.tandem.api.v1;

import io.tandem.cdr.LostCalls;
import io.tandem.id.CborSerializable;
import io.tandem.id.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The nodes of the cluster. */
public interface NodeControl {
  /**
   * The members of the cluster by name, those that do not answer and those that have left it lately
   * included.
   */
  CompletionStage<List<NodeStatus>> list();

  /** Ends the calls of {@code node} on record, because somebody who knows says that it is lost. */
  CompletionStage<LostCalls.Closing> closeLost(NodeId node);

  /**
   * A node as the cluster sees it.
   *
   * @param name {@code null} for a node of a version that does not tell its name to the cluster
   * @param address its cluster address, host:port
   * @param reachable whether the asked node reaches it
   * @param calls the calls that live on it; −1 when it does not answer
   * @param startedAt {@code null} when it does not answer
   * @param awaySince when the asked node noticed that it was gone; {@code null} for a member
   */
  record NodeStatus(
      NodeId name,
      String address,
      State status,
      boolean reachable,
      int calls,
      Instant startedAt,
      Instant awaySince)
      implements CborSerializable {}

  /** What may be expected of a node. */
  enum State {
    /** It has been let in and does not serve yet. */
    JOINING,
    /** It takes calls. */
    UP,
    /** It takes no more calls, and lets those that it has come to their end. */
    DRAINING,
    /** It has said that it goes. */
    LEAVING,
    /** It is a member that the others do not reach, or that does not answer. */
    UNREACHABLE,
    /** The others have given it up, and it is no member any more. */
    LOST,
    /** It went in good order. */
    LEFT
  }
}
