package io.tandem.call.leg;

import io.tandem.sip.transport.Flow;

/**
 * An INVITE of ours without final response yet.
 *
 * @param flow how it was sent, and how its CANCEL goes
 * @param cancelled whether we gave it up
 */
public record ClientInvite(long cseq, Flow flow, boolean cancelled) {}
