/** Calls and registrations at a given rate, with tenants made for them, and what they cost. */
package io.tandem.bench.load;
