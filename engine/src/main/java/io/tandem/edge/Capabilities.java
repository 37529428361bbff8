package io.tandem.edge;

import io.tandem.call.leg.Body;
import java.util.List;
import java.util.Set;

/** What we implement (RFC 3261 §20.5, §20.37): never copied from the other side of a call. */
final class Capabilities {
  /** Methods that begin something here. */
  private static final Set<String> OUT_OF_DIALOG = Set.of("INVITE", "REGISTER", "OPTIONS");

  /** Methods that a call understands in its dialogs. */
  private static final Set<String> IN_DIALOG =
      Set.of("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO", "UPDATE", "PRACK");

  /** The value of Allow. */
  static final String ALLOW =
      String.join(
          ", ", List.of("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO", "UPDATE", "PRACK"));

  /** The value of Allow in answers to requests outside of a dialog. */
  static final String ALLOW_ALL = ALLOW + ", REGISTER";

  /** The value of Accept (§11.2). */
  static final String ACCEPT = Body.ACCEPT;

  /** What a registrar understands: RFC 3327 and RFC 5626. */
  static final String REGISTRAR_SUPPORTED = "path, outbound";

  /** What a request inside a dialog may make use of: session timers (RFC 4028). */
  static final String DIALOG_SUPPORTED = "timer";

  /** What a call understands: also reliable provisional responses (RFC 3262). */
  static final String CALL_SUPPORTED = DIALOG_SUPPORTED + ", 100rel";

  /** All of these. */
  static final String ALL_SUPPORTED = REGISTRAR_SUPPORTED + ", " + CALL_SUPPORTED;

  private static final Set<String> CALL_EXTENSIONS = Set.of("timer", "100rel");

  private static final Set<String> REGISTRAR_EXTENSIONS = Set.of("path", Outbound.OPTION);

  private Capabilities() {}

  static boolean startsHere(String method) {
    return OUT_OF_DIALOG.contains(method);
  }

  static boolean inDialog(String method) {
    return IN_DIALOG.contains(method);
  }

  /** Whether a request of {@code method} may require the extension {@code optionTag}. */
  static boolean understands(String method, String optionTag) {
    return method.equals("REGISTER") && REGISTRAR_EXTENSIONS.contains(optionTag)
        || carriesContact(method) && CALL_EXTENSIONS.contains(optionTag);
  }

  /** Whether a 2xx to {@code method} says which extensions are understood (§13.3.1.4, §11.2). */
  static boolean statesExtensions(String method) {
    return carriesContact(method) || method.equals("OPTIONS");
  }

  /**
   * Whether the messages of {@code method} create a dialog or refresh its target (§12.1, §12.2).
   */
  static boolean carriesContact(String method) {
    return method.equals("INVITE") || method.equals("UPDATE");
  }
}
