/**
 * The relay: RTP and RTCP between a call's legs on Netty's event loops. A session's sockets,
 * latches and counters belong to one loop and are touched by no other thread; descriptions are
 * rewritten on the call's own thread, which sends the loop what it decided.
 */
package io.tandem.media.rtp;
