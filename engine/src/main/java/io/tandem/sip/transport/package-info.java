/**
 * Bytes to and from the network: listeners, connections, framing, and where an answer goes (RFC
 * 3261 §18). Knows no transactions.
 */
package io.tandem.sip.transport;
