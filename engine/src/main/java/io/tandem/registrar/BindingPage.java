package io.tandem.registrar;

import io.tandem.id.CborSerializable;
import java.util.List;

/**
 * Some of a tenant's bindings, ordered by extension, the preferred ones of each first.
 *
 * @param bindings those of whole extensions, about as many as asked for
 * @param next the last extension in it, after which the next page begins; {@code null} when this is
 *     the last page
 */
public record BindingPage(List<ExtensionBinding> bindings, String next)
    implements CborSerializable {}
