/**
 * A node seen from outside: its process, its ports, its HTTP API. Knows nothing of the product's
 * code.
 */
package io.tandem.harness;
