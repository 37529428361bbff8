/**
 * Digest authentication of SIP requests: RFC 7616 as RFC 8760 applies it to SIP, with RFC 2617's
 * and RFC 2069's forms for old phones. Nonces need no memory; only their use is counted.
 */
package io.tandem.sip.digest;
