package io.tandem.sip.digest;

import io.tandem.net.SourceNetwork;

/**
 * A nonce that this node has issued.
 *
 * @param expiryMillis when it ends, in ms since 1970
 * @param to where it was sent
 */
public record IssuedNonce(long expiryMillis, SourceNetwork to) {}
