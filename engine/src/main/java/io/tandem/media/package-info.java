/**
 * A call's anchored media, as the call sees it: a session is opened, offers and answers go through
 * it, packets flow between its legs without the call's further doing.
 *
 * <p>This package is the door. {@code media.sdp} is the pure part (RFC 8866, RFC 3264), {@code
 * media.rtp} the relay on Netty.
 */
package io.tandem.media;
