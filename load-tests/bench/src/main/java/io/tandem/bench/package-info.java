/** Puts load on a node and measures what it costs. Sees the product only from outside. */
package io.tandem.bench;
