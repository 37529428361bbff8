package io.tandem.registrar;

/**
 * What the database has to hear about one contact of an address of record.
 *
 * @param contact the Contact URI
 * @param binding what to store, or {@code null} to delete
 */
record BindingChange(String contact, Binding binding) {
  static BindingChange stored(Binding binding) {
    return new BindingChange(binding.contact(), binding);
  }

  static BindingChange removed(String contact) {
    return new BindingChange(contact, null);
  }
}
