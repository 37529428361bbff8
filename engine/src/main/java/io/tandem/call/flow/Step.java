package io.tandem.call.flow;

import java.util.List;

/** What became of a call by one event: its next state, and what is to be done, in order. */
public record Step(CallState state, List<Effect> effects) {}
