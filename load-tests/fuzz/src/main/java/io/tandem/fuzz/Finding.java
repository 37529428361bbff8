package io.tandem.fuzz;

/**
 * Something that must not be.
 *
 * @param number the message's
 * @param what happened, for humans
 * @param message that brought it out; empty when it is not known which
 */
record Finding(long number, String what, byte[] message) {}
