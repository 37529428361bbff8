package io.tandem.sip.transaction;

import io.tandem.sip.message.MessageScan;
import io.tandem.sip.message.Via;
import java.util.Locale;

/**
 * The key of a server transaction (RFC 3261 §17.2.3), from the bytes: a retransmission is
 * recognised without parsing it.
 */
final class ServerKey {
  private ServerKey() {}

  /**
   * The key of the request that was scanned; of an ACK or CANCEL that of its INVITE.
   *
   * @param method of the request
   */
  static String of(MessageScan scan, String method) {
    String branch = scan.branch();
    boolean invite = method.equals("ACK") || method.equals("CANCEL");
    StringBuilder key = new StringBuilder(80).append(invite ? "INVITE" : method).append(' ');
    if (branch != null && isUnique(branch)) {
      key.append(branch);
    } else {
      // A client of RFC 2543. Its ACK has a To-tag where the INVITE has none, so To is left out.
      key.append(scan.callId()).append(' ').append(scan.cseq());
      key.append(' ').append(scan.fromTag()).append(' ').append(branch);
    }
    String sentBy = scan.sentBy();
    return key.append(' ').append(sentBy == null ? "" : sentBy.toLowerCase(Locale.ROOT)).toString();
  }

  /** A bare cookie says that a branch of RFC 3261 follows, and none does. */
  private static boolean isUnique(String branch) {
    return branch.startsWith(Via.MAGIC_COOKIE) && branch.length() > Via.MAGIC_COOKIE.length();
  }
}
