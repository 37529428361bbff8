package io.tandem.call;

import io.tandem.call.flow.CallSettings;
import io.tandem.call.leg.DialogTokens;
import io.tandem.call.leg.Signalling;
import io.tandem.cdr.CdrSink;
import io.tandem.id.NodeId;
import io.tandem.media.MediaService;
import io.tandem.registrar.Registrar;
import io.tandem.tenant.LiveCalls;
import java.time.Clock;

/** What a node gives the calls that live on it. */
public record CallEnvironment(
    Signalling signalling,
    MediaService media,
    Registrar registrar,
    CdrSink cdrs,
    LiveCalls liveCalls,
    DialogTokens tokens,
    CallSettings settings,
    NodeId node,
    Clock clock) {}
