/**
 * Session descriptions (RFC 8866) and what offer and answer (RFC 3264) ask of somebody who stands
 * between two legs. Pure: text in, text out; no socket, no clock, no thread.
 */
package io.tandem.media.sdp;
