package io.tandem.phone.agent;

/** Where phones report what happens to them. */
interface EventSink {
  /**
   * Writes one event.
   *
   * @param type {@code call} or {@code request}
   * @param data the record that describes it
   */
  void event(String type, String phone, Object data);
}
