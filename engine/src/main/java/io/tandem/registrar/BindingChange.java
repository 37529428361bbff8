package io.tandem.registrar;

/**
 * What the database has to hear about one binding of an address of record.
 *
 * @param key the row's key, {@link Binding#key()}
 * @param binding what to store, or {@code null} to delete
 * @param gone whose row is deleted; {@code null} when the binding lives on in another row
 */
record BindingChange(String key, Binding binding, BindingIdentity gone) {
  static BindingChange stored(Binding binding) {
    return new BindingChange(binding.key(), binding, null);
  }

  static BindingChange removed(Binding binding) {
    return new BindingChange(binding.key(), null, BindingIdentity.of(binding));
  }

  /** A binding that is not in memory ends, which the database may know. */
  static BindingChange removed(BindingIdentity unknown) {
    boolean byContact = unknown.direct() && unknown.regId() == 0;
    return new BindingChange(byContact ? unknown.contact() : unknown.newId(), null, unknown);
  }

  /** A row whose binding is stored in another one from now on. */
  static BindingChange moved(String key) {
    return new BindingChange(key, null, null);
  }
}
