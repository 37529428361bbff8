/**
 * Where SIP meets the engine: what a request may do is decided here (who sends it, for whom, how
 * many), then it is the registrar's or a call's. {@code SipEdge} is what the transaction layer
 * tells of requests, {@code NodeSignalling} what calls send by.
 */
package io.tandem.edge;
