/**
 * A leg of a call: its SIP dialogs as values (RFC 3261 §12), and what is said on it, free of
 * transactions and transports.
 */
package io.tandem.call.leg;
