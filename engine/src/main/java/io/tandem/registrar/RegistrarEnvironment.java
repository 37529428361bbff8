package io.tandem.registrar;

import java.time.Clock;

/** What every slice of the registrar on a node shares. */
record RegistrarEnvironment(
    BindingStore store, RegistrarSettings settings, RegistrarMetrics metrics, Clock clock) {}
