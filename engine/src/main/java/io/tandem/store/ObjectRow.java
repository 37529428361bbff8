package io.tandem.store;

/**
 * One object of a tenant's configuration as it is stored.
 *
 * @param kind the collection, such as {@code extension}; lower-case letters, digits and {@code -}
 * @param id unique in its kind
 * @param json the object; the store does not look into it
 */
public record ObjectRow(String kind, String id, String json) {}
