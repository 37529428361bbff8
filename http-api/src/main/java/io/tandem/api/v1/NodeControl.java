package io.tandem.api.v1;

import io.tandem.id.CborSerializable;
import io.tandem.id.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The nodes of the cluster. */
public interface NodeControl {
  /** The members of the cluster by name, those that do not answer included. */
  CompletionStage<List<NodeStatus>> list();

  /**
   * A node as the cluster sees it.
   *
   * @param name {@code null} when the node has not told it
   * @param address its cluster address, host:port
   * @param status the membership's state: {@code UP}, {@code JOINING}, {@code LEAVING}, …
   * @param reachable whether the asked node reaches it
   * @param calls the calls that live on it; −1 when it does not answer
   * @param startedAt {@code null} when it does not answer
   */
  record NodeStatus(
      NodeId name, String address, String status, boolean reachable, int calls, Instant startedAt)
      implements CborSerializable {}
}
