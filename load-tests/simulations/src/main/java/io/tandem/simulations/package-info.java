/** Load on the HTTP API, simulated with Gatling. */
package io.tandem.simulations;
