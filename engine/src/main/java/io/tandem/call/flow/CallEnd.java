package io.tandem.call.flow;

import io.tandem.cdr.EndReason;
import java.time.Instant;

/**
 * How and when a call ended.
 *
 * @param status the SIP status that explains it, 200 for an ordinary end
 */
public record CallEnd(EndReason reason, int status, Instant at) {}
