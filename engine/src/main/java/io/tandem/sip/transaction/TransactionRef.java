package io.tandem.sip.transaction;

import io.tandem.id.CborSerializable;
import io.tandem.id.NodeId;

/**
 * Names a server transaction from anywhere in the cluster.
 *
 * @param node the node it lives on
 * @param loop the event loop that owns it
 * @param key its key within the loop (RFC 3261 §17.2.3)
 */
public record TransactionRef(NodeId node, int loop, String key) implements CborSerializable {}
