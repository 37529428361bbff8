package io.tandem.store;

/**
 * An account of the installation's own administrators as it is stored.
 *
 * @param version 1 for the first
 * @param json the account; the store does not look into it
 */
public record SystemAccountRow(String name, long version, String json) {}
