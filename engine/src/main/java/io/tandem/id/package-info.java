/**
 * The names of things: tenants, nodes, calls, legs, extensions, and what every text must be. Values
 * only; every other package may use them, they use nothing.
 */
package io.tandem.id;
