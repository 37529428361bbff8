package io.tandem.audit;

import io.tandem.id.TenantId;
import io.tandem.store.AuditKind;
import java.net.InetAddress;
import java.util.Map;

/**
 * Something to be kept in the audit. Texts may be as the network gave them.
 *
 * @param tenant whose it is, {@code null} for the installation's
 * @param actor the account or extension, {@code null} when nobody knows
 * @param origin where from, {@code null} when unknown
 * @param action such as {@code sip.password} or {@code login.accepted}
 * @param object what it was done to, such as {@code extension/1001}, or {@code null}
 * @param details what more there is to say: texts, numbers and truth values by name
 */
public record AuditEvent(
    TenantId tenant,
    AuditKind kind,
    String actor,
    InetAddress origin,
    String action,
    String object,
    Map<String, Object> details) {

  /** The action of a sign-in with the right credentials. */
  public static final String LOGIN_ACCEPTED = "login.accepted";

  /** Whether it can be caused without credentials, and by anybody as often as they like. */
  boolean isOfAnybody() {
    return switch (kind) {
      case CHANGE -> false;
      case FAILURE -> true;
      case LOGIN -> !action.equals(LOGIN_ACCEPTED);
    };
  }

  /** The same, in the audit of {@code other}; {@code null} for the installation's. */
  public AuditEvent of(TenantId other) {
    return new AuditEvent(other, kind, actor, origin, action, object, details);
  }
}
