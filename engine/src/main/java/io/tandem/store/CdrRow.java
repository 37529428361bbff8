package io.tandem.store;

import io.tandem.id.CallId;
import java.time.Instant;

/**
 * One call detail record as it is stored: the columns that are searched for, and the record. Its
 * place is the call's id, which contains when the call started.
 *
 * @param direction {@code INBOUND}, {@code OUTBOUND} or {@code INTERNAL}
 * @param caller who called; may be null
 * @param callee who was called; may be null
 * @param result such as {@code ANSWERED}
 * @param answeredAt null when nobody answered
 * @param record the whole record, JSON; the store does not look into it
 * @param writtenAt as of when it is written, null for now: of two that are written of one call the
 *     later counts
 */
public record CdrRow(
    CallId callId,
    String direction,
    String caller,
    String callee,
    String result,
    Instant answeredAt,
    Instant endedAt,
    String record,
    Instant writtenAt) {}
