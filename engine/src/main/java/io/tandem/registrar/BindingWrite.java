package io.tandem.registrar;

import io.tandem.id.Extension;

/**
 * One change of a slice's stored bindings.
 *
 * @param extension whose binding it is
 * @param contact the Contact URI, the row's key
 * @param binding what to store, or {@code null} to delete the row
 */
public record BindingWrite(Extension extension, String contact, Binding binding) {}
