package io.tandem.sip.transaction;

import io.tandem.id.NodeId;
import io.tandem.net.Timers;

/**
 * What the tables of one event loop work with.
 *
 * @param loop the loop's number, from 0
 */
record LoopEnvironment(
    NodeId node,
    int loop,
    SipStackSettings settings,
    Timers timers,
    MessageSender sender,
    TransactionUser user,
    TransactionMetrics metrics) {}
