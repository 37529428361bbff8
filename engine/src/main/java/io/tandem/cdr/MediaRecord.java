package io.tandem.cdr;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tandem.id.CborSerializable;

/**
 * What became of a leg's media. "From" and "to" are seen from the node: from the leg's phone, to
 * the leg's phone.
 *
 * @param codec the codec's name as in SDP, such as {@code PCMA}; null when none was agreed
 * @param packetsFrom RTP packets received from the phone
 * @param packetsTo RTP packets sent to the phone
 * @param lostFrom packets missing from what the phone sent (RFC 3550 §6.4.1)
 * @param lostTo packets the phone reported missing; null when no report was read
 * @param jitterMs interarrival jitter of what the phone sent, milliseconds (RFC 3550 §6.4.1)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MediaRecord(
    String codec, long packetsFrom, long packetsTo, long lostFrom, Long lostTo, double jitterMs)
    implements CborSerializable {}
