package io.tandem.cdr;

/**
 * What waits for the disk.
 *
 * @param open whether the call lives, and {@code record} is what would be left of it
 */
record SpoolEntry(CallRecord record, boolean open) {}
