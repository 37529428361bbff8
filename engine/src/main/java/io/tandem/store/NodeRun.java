package io.tandem.store;

import io.tandem.id.NodeId;

/**
 * A node from one start to its end.
 *
 * @param id unique among the runs of its node
 */
public record NodeRun(NodeId node, String id) {}
