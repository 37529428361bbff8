package io.tandem.registrar;

import io.tandem.id.Extension;

/**
 * One change of a slice's stored bindings.
 *
 * @param extension whose binding it is
 * @param key the row's key, {@link Binding#key()}
 * @param binding what to store, or {@code null} to delete the row
 */
public record BindingWrite(Extension extension, String key, Binding binding) {}
