package io.tandem.sip.transport;

/** Gets the SIP messages themselves, in and out, while somebody wants to see them. */
@FunctionalInterface
public interface SipTap {
  /**
   * A message. Called on an event loop; must not wait.
   *
   * @param flow where it came from or goes to
   * @param sent whether it goes out
   * @param text with credentials and the keys of media blotted out, and without the bodies of INFO
   */
  void message(Flow flow, boolean sent, String text);
}
