package io.tandem.tenant;

import io.tandem.id.CallId;
import io.tandem.id.CborSerializable;
import io.tandem.id.NodeId;
import io.tandem.id.TenantId;
import java.time.Instant;
import java.util.Set;

/**
 * A call as it is seen from outside while it lives.
 *
 * @param caller number or URI of who calls
 * @param callee number or URI of who is called
 * @param state {@code RINGING}, {@code TALKING}, {@code HELD}, or what later flows add
 * @param answeredAt {@code null} until it is answered
 * @param node where its entity lives
 * @param by the nodes that its phones are reached by
 */
public record LiveCall(
    TenantId tenant,
    CallId call,
    String caller,
    String callee,
    String state,
    Instant startedAt,
    Instant answeredAt,
    NodeId node,
    Set<NodeId> by)
    implements CborSerializable {}
