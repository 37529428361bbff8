package io.tandem.call.flow;

import io.tandem.cdr.EndCause;
import io.tandem.cdr.EndReason;
import java.time.Instant;

/**
 * How and when a call ended.
 *
 * @param cause {@code null} when the reason says it all
 * @param status the SIP status that explains it, 200 for an ordinary end
 */
public record CallEnd(EndReason reason, EndCause cause, int status, Instant at) {}
