package io.tandem.sip.transaction;

/** SIP messages as a peer writes them, by hand. */
final class WireText {
  private WireText() {}

  /** A request; {@code more} are further header lines without line ends. */
  static String request(String method, String sentBy, String branch, String toTag, String... more) {
    return requestOver("UDP", method, sentBy, branch, toTag, more);
  }

  /** The same over another transport. */
  static String requestOver(
      String transport, String method, String sentBy, String branch, String toTag, String... more) {
    StringBuilder text = new StringBuilder();
    text.append(method).append(" sip:1002@tandem.example SIP/2.0\r\n");
    text.append("Via: SIP/2.0/").append(transport).append(' ').append(sentBy);
    text.append(";branch=").append(branch).append("\r\n");
    text.append("Max-Forwards: 70\r\n");
    text.append("From: <sip:1001@tandem.example>;tag=caller\r\n");
    text.append("To: <sip:1002@tandem.example>");
    text.append(toTag == null ? "" : ";tag=" + toTag).append("\r\n");
    text.append("Call-ID: ").append(callId(branch)).append("\r\n");
    text.append("CSeq: 1 ").append(method).append("\r\n");
    for (String line : more) {
      text.append(line).append("\r\n");
    }
    return text.append("Content-Length: 0\r\n\r\n").toString();
  }

  /** One call a branch, unless a test says otherwise. */
  static String callId(String branch) {
    return "call-" + branch.replaceAll("[^A-Za-z0-9]", "") + "@peer";
  }

  /** The response to a request as it arrived. */
  static String response(String request, int status, String toTag) {
    StringBuilder text = new StringBuilder("SIP/2.0 " + status + " Whatever\r\n");
    for (String line : request.split("\r\n")) {
      String lower = line.toLowerCase(java.util.Locale.ROOT);
      if (lower.startsWith("to:") && toTag != null && !lower.contains(";tag=")) {
        text.append(line).append(";tag=").append(toTag).append("\r\n");
      } else if (lower.matches("(via|from|to|call-id|cseq):.*")) {
        text.append(line).append("\r\n");
      }
    }
    return text.append("Content-Length: 0\r\n\r\n").toString();
  }

  /** The first line of a message. */
  static String startLine(String message) {
    return message.substring(0, message.indexOf("\r\n"));
  }

  /** The value of a header; null if absent. */
  static String header(String message, String name) {
    for (String line : message.split("\r\n")) {
      if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
        return line.substring(name.length() + 1).trim();
      }
    }
    return null;
  }
}
