/**
 * What every package with sockets shares: event loops and their timers. Knows nothing of SIP or
 * media.
 */
package io.tandem.net;
