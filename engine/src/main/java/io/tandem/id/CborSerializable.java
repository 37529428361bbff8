package io.tandem.id;

/**
 * Marks what crosses nodes or is stored. Bound to Jackson CBOR; polymorphic members carry type
 * <em>names</em>, never class names.
 */
public interface CborSerializable {}
