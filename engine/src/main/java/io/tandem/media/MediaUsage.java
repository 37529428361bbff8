package io.tandem.media;

/**
 * A node's media in numbers.
 *
 * @param sessions open sessions
 * @param capacity port pairs (RTP and RTCP) of the configured range, busy ones of others not
 *     counted
 * @param bound port pairs with open sockets; more are bound as the need grows
 * @param inUse port pairs that belong to a session
 * @param quarantined port pairs that were freed and are not silent long enough yet
 * @param strayPackets packets since the start that came to a port no session owns, were neither RTP
 *     nor RTCP, or could not be sent
 * @param refusedPackets packets since the start that were not sent since RTP may not go there, or
 *     came from such a place
 */
public record MediaUsage(
    int sessions,
    int capacity,
    int bound,
    int inUse,
    int quarantined,
    long strayPackets,
    long refusedPackets) {}
