/** Fuzzing: a node and its parsers under messages that are wrong in every way we can think of. */
package io.tandem.fuzz;
