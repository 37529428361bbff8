package io.tandem.registrar;

import io.tandem.id.CborSerializable;
import io.tandem.id.Extension;

/** A binding and whose it is. */
public record ExtensionBinding(Extension extension, Binding binding) implements CborSerializable {}
