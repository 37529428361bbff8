package io.tandem.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.tandem.audit.AuditTrail;
import io.tandem.call.leg.DialogTokens;
import io.tandem.cdr.CdrSink;
import io.tandem.id.CallId;
import io.tandem.id.NodeId;
import io.tandem.net.Destinations;
import io.tandem.registrar.Registrar;
import io.tandem.sip.digest.DigestChallenges;
import io.tandem.tenant.Admission;
import io.tandem.tenant.TenantDirectory;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;

/**
 * What the edge of a node works with.
 *
 * @param destinations where this node may send at a phone's word
 * @param callIds mints the id of a call that starts then, in a shard that this node owns
 */
public record EdgeEnvironment(
    NodeId node,
    EdgeSettings settings,
    Destinations destinations,
    TenantDirectory tenants,
    Admission admission,
    Registrar registrar,
    Calls calls,
    Function<Instant, CallId> callIds,
    DialogTokens tokens,
    DigestChallenges challenges,
    CdrSink cdrs,
    AuditTrail audit,
    Clock clock,
    MeterRegistry meters) {}
