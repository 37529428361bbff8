package io.tandem.call.flow;

import io.tandem.call.leg.DialogTokens;
import java.time.Instant;

/** What a step may know besides the call's state and the event. */
public record Context(Instant now, CallSettings settings, DialogTokens tokens) {}
