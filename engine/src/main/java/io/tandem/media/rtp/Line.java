package io.tandem.media.rtp;

import io.tandem.media.sdp.MediaDescription;

/**
 * One {@code m=} line between a leg and us.
 *
 * @param source what the line says besides address and port
 * @param end our end; null while the line is refused
 */
record Line(MediaDescription source, RelayEnd end) {}
