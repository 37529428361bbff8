/**
 * Transactions (RFC 3261 §17, RFC 6026) on event loops: one state machine a file, the tables of
 * each loop, and {@code SipStack}, the door to SIP for everything above.
 */
package io.tandem.sip.transaction;
