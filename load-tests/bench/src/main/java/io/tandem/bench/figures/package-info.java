/**
 * The figures of the product's performance: each starts a node of its own on one core and measures
 * it.
 */
package io.tandem.bench.figures;
